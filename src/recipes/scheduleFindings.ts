import { lastPrunePass, type SparsityTarget, scheduledSparsity } from "../pruning/schedule.ts";
import { type Finding, sayPercent } from "./finding.ts";
import type { Rule } from "./recipe.ts";
import { targetOf } from "./rules.ts";

/** Where a rule's schedule cannot reach the sparsity that the rule asks for. */
export function scheduleFindings(rule: Rule, index: number, passes: number): Finding[] {
  const target = targetOf(rule);
  if (target.sparsityUpperBound === 0 || target.schedule === "constant") return [];
  return [...intervalFindings(target, index), ...cutOff(target, index, passes)];
}

function intervalFindings(target: SparsityTarget, index: number): Finding[] {
  const { intervalPass, endPass, sparsityUpperBound } = target;
  if (endPass % intervalPass === 0) return [];
  const last = lastPrunePass(target);
  const missed = `reaches ${sayPercent(scheduledSparsity(target, last))}, not ${sayPercent(sparsityUpperBound)}`;
  if (intervalPass > endPass) {
    return [
      {
        severity: "warning",
        code: "oneEventOnly",
        path: ["rules", index, "intervalPass"],
        message: `intervalPass ${intervalPass} is more than endPass ${endPass}: the only prune event, at pass 0, ${missed}. Set intervalPass to ${endPass} or less, or endPass to ${intervalPass}.`,
      },
    ];
  }
  const nearest = Math.round(endPass / intervalPass) * intervalPass;
  return [
    {
      severity: "warning",
      code: "boundNotReached",
      path: ["rules", index, "endPass"],
      message: `endPass ${endPass} is no multiple of intervalPass ${intervalPass}: the last prune event, at pass ${last}, ${missed}. The nearest endPass that reaches it is ${nearest}.`,
    },
  ];
}

function cutOff(target: SparsityTarget, index: number, passes: number): Finding[] {
  const last = lastPrunePass(target);
  if (passes > last) return [];
  const held = lastPrunePass(target, passes);
  const reached = sayPercent(scheduledSparsity(target, held));
  const planned = sayPercent(scheduledSparsity(target, last));
  return [
    {
      severity: "warning",
      code: "scheduleCutOff",
      path: ["passes"],
      message: `The run has ${passes} passes, and the last prune event of rules[${index}] is due at pass ${last}: ${reached} is reached, not ${planned}. Set passes above ${last}.`,
    },
  ];
}

/** Pruning hurts, and training on heals: the run should not end with its last prune event. */
export function recoveryFindings(targets: readonly SparsityTarget[], passes: number): Finding[] {
  const last = Math.max(...targets.map((target) => lastPrunePass(target)));
  if (targets.length === 0 || passes !== last + 1) return [];
  return [
    {
      severity: "information",
      code: "noRecovery",
      path: ["passes"],
      message: `The last prune event is at pass ${last}, and the run ends with that pass. Some more passes let the network recover.`,
    },
  ];
}
