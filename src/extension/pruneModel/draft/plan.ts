import { count, percent } from "../../../runs/figures.ts";
import { eventsText, type ScheduledEvent, scheduledEvents } from "../../recipes/curve.ts";
import { weightsIn } from "../../recipes/networkFacts.ts";
import { counted, selectionText } from "../../recipes/wording.ts";
import { type RecipeDraft, targetOf } from "./recipeDraft.ts";
import type { RuleDraft } from "./ruleDrafts.ts";

/** A line of the plan, and the question that it answers. */
export interface PlanLine {
  readonly question: "rules" | "schedule" | "training";
  readonly title: string;
  readonly summary: string;
  readonly detail?: string;
}

/** What a recipe will do, before it does it: per rule, over the whole network, and for how long. */
export function planLines(draft: RecipeDraft): PlanLine[] {
  const { rules, passes, learningRate, batchSize } = draft;
  const training: PlanLine = {
    question: "training",
    title: counted(passes, "pass", "passes"),
    summary: `learning rate ${learningRate}, ${batchSize} examples a batch`,
  };
  if (rules.length === 0) return [training];
  return [...rules.map((rule) => ruleLine(rule, draft)), overallLine(draft), training];
}

function ruleLine(rule: RuleDraft, draft: RecipeDraft): PlanLine {
  const events = eventsOf(rule, draft);
  const [first] = events;
  return {
    question: "rules",
    title: `${rule.title} to ${percent(events.at(-1)?.sparsity ?? 0)}`,
    summary: `${eventsText(events)}, the first to ${percent(first?.sparsity ?? 0)}`,
    detail: selectionText(rule.tensors, draft.network.weights),
  };
}

function overallLine(draft: RecipeDraft): PlanLine {
  const { rules, network } = draft;
  const selected = rules.reduce((sum, { tensors }) => sum + weightsIn(tensors), 0);
  const kept = rules.reduce((sum, rule) => sum + (eventsOf(rule, draft).at(-1)?.kept ?? weightsIn(rule.tensors)), 0);
  const cut = selected - kept;
  return {
    question: "schedule",
    title: `${percent(cut / network.weights)} of all weights become zero`,
    summary: `${count(network.weights - cut)} of ${count(network.weights)} are kept`,
  };
}

function eventsOf(rule: RuleDraft, { timing, passes }: RecipeDraft): ScheduledEvent[] {
  return scheduledEvents(targetOf(rule, timing), rule.tensors, passes);
}
