import { replyToBound, replyToEnd, replyToInterval } from "../draft/numberAnswers.ts";
import type { RuleDraft } from "../draft/ruleDrafts.ts";
import { type ScheduleField, scheduleItems, scheduleKindItems } from "../items/ruleItems.ts";
import type { Asking } from "./asking.ts";
import type { Step } from "./multiStep.ts";

/** How far, and when? A form whose lines can be changed; what is typed shows its curve at once. */
export function scheduleStep(asking: Asking): Step {
  const { answers, multi } = asking;
  let changing: ScheduleField = { field: "schedule" };

  const step: Step = async () => {
    const { choice } = await multi.pick({
      ...asking.at("schedule"),
      placeholder: "Enter goes on; choose a line to change it",
      items: scheduleItems(answers.rules, answers.timing),
    });
    if (choice === undefined || choice === "continue") return asking.to("training");
    changing = choice;
    return change;
  };

  const change: Step = async () => {
    const { timing, rules } = answers;
    const here = asking.at("schedule");
    // The curves of all rules have the same shape: the first one shows it.
    const rule = ruleAt(rules, changing.field === "bound" ? changing.rule : 0);
    switch (changing.field) {
      case "bound": {
        const sparsityUpperBound = await multi.ask({
          ...here,
          prompt: `Sparsity upper bound of ${rule.title}`,
          value: String(rule.sparsityUpperBound),
          reply: (text) => replyToBound(text, rule, timing),
        });
        answers.rules = rules.map((one) => (one === rule ? { ...one, sparsityUpperBound } : one));
        break;
      }
      case "interval":
        answers.changeTiming({
          intervalPass: await multi.ask({
            ...here,
            prompt: "Passes from one prune event to the next",
            value: String(timing.intervalPass),
            reply: (text) => replyToInterval(text, rule, timing),
          }),
        });
        break;
      case "end":
        answers.changeTiming({
          endPass: await multi.ask({
            ...here,
            prompt: "Last pass at which an event may happen; passes count from 0",
            value: String(timing.endPass),
            reply: (text) => replyToEnd(text, rule, timing),
          }),
        });
        break;
      case "schedule": {
        const items = scheduleKindItems(rule, timing);
        const { choice: schedule } = await multi.pick({
          ...here,
          placeholder: "How the sparsity rises",
          items,
          active: items.find(({ choice }) => choice === timing.schedule),
        });
        if (schedule) answers.changeTiming({ schedule });
      }
    }
    return step;
  };

  return step;
}

function ruleAt(rules: readonly RuleDraft[], index: number): RuleDraft {
  const rule = rules[index];
  if (!rule) throw new Error("The schedule was asked for before the rules.");
  return rule;
}
