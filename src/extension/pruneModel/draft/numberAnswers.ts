import { lastPrunePass } from "../../../pruning/schedule.ts";
import { count, percent } from "../../../runs/figures.ts";
import { curveText, keptText, scheduledEvents } from "../../recipes/curve.ts";
import { weightsIn } from "../../recipes/networkFacts.ts";
import { type Timing, targetOf } from "./recipeDraft.ts";
import type { RuleDraft } from "./ruleDrafts.ts";

/** What a typed text means, and what to tell about it at once. Without a value it cannot be accepted. */
export interface Reply<Value> {
  readonly value: Value | undefined;
  readonly severity: "information" | "warning" | "error";
  readonly message: string;
}

/** Of passes: more is a slip of the finger. */
const maximum = 1_000_000;

/** `0.75`, or `75 %`. The reply shows the curve. */
export function replyToBound(text: string, rule: RuleDraft, timing: Timing): Reply<number> {
  const percentage = /^([\d.]+)\s*%$/.exec(text.trim())?.[1];
  const value = numberIn(percentage ?? text, percentage === undefined ? 1 : 100);
  if (value === undefined) return wrong("A share of zeros: above 0, below 1.");
  if (percentage === undefined && value > 1 && value < 100)
    return wrong(`A share of zeros, below 1. For ${value} % write ${value / 100}.`);
  if (value <= 0 || value >= 1) return wrong("A share of zeros: above 0, below 1.");
  return curveReply(value, { ...rule, sparsityUpperBound: value }, timing);
}

export function replyToInterval(text: string, rule: RuleDraft, timing: Timing): Reply<number> {
  const intervalPass = wholeIn(text, 1);
  if (intervalPass === undefined) return wrong("Passes from one prune event to the next: a whole number from 1.");
  return curveReply(intervalPass, rule, { ...timing, intervalPass });
}

export function replyToEnd(text: string, rule: RuleDraft, timing: Timing): Reply<number> {
  const endPass = wholeIn(text, 0);
  if (endPass === undefined) return wrong("The last pass at which an event may happen: a whole number from 0.");
  return curveReply(endPass, rule, { ...timing, endPass });
}

/** @param rules none for a network that is only trained */
export function replyToPasses(text: string, rules: readonly RuleDraft[], timing: Timing): Reply<number> {
  const passes = wholeIn(text, 1);
  if (passes === undefined) return wrong("Passes over the training data: a whole number from 1.");
  const [rule] = rules;
  if (!rule) return { value: passes, severity: "information", message: "The network is trained, not pruned." };
  const last = lastPrunePass(targetOf(rule, timing));
  if (passes <= last) {
    const reached = scheduledEvents(targetOf(rule, timing), rule.tensors, passes).at(-1)?.sparsity;
    const message = `The last prune event is due at pass ${last}, and passes count from 0: ${percent(reached)} would be reached, not ${percent(rule.sparsityUpperBound)}. Take ${last + 1} or more.`;
    return { value: passes, severity: "warning", message };
  }
  const left = passes - last - 1;
  if (left === 0) {
    return {
      value: passes,
      severity: "warning",
      message: `The run ends with its last prune event, at pass ${last}: no pass is left to recover.`,
    };
  }
  return {
    value: passes,
    severity: "information",
    message: `${count(left)} of them after the last prune event, at pass ${last}: the network recovers.`,
  };
}

export function replyToLearningRate(text: string): Reply<number> {
  const value = numberIn(text, 1);
  if (value === undefined || value <= 0) return wrong("A number above 0, as in 0.001.");
  if (value > 1) return { value, severity: "warning", message: "Above 1, training seldom settles." };
  return { value, severity: "information", message: `It falls from ${value} towards 0 along a cosine.` };
}

/** Every answer about the schedule is seen on its curve, and warned of where the curve misses its bound. */
function curveReply(value: number, rule: RuleDraft, timing: Timing): Reply<number> {
  const events = scheduledEvents(targetOf(rule, timing), rule.tensors);
  const curve = `${curveText(events)} · ${keptText(events, weightsIn(rule.tensors))}`;
  const { intervalPass, endPass, schedule } = timing;
  if (schedule === "constant" || endPass % intervalPass === 0) {
    return { value, severity: "information", message: curve };
  }
  const end = Math.max(1, Math.round(endPass / intervalPass)) * intervalPass;
  const message = `${curve}. ${percent(rule.sparsityUpperBound)} is not reached: end pass ${endPass} is no multiple of interval ${intervalPass}; ${end} is.`;
  return { value, severity: "warning", message };
}

function numberIn(text: string, of: number): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value / of : undefined;
}

function wholeIn(text: string, least: number): number | undefined {
  const value = numberIn(text, 1);
  return value !== undefined && Number.isInteger(value) && value >= least && value <= maximum ? value : undefined;
}

function wrong<Value>(message: string): Reply<Value> {
  return { value: undefined, severity: "error", message };
}
