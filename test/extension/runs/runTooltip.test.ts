import { describe, expect, it } from "vitest";
import { runTooltip, type TooltipRun } from "../../../src/extension/runs/runTooltip.ts";
import { ended, endedAs, firstPass, live, shownRun } from "./runs.ts";

function tooltip(run: Partial<TooltipRun>): string {
  return runTooltip({ ...shownRun(ended), name: "lenet-1", place: "runs/lenet-1", problem: undefined, ...run });
}

describe("the tooltip of a run", () => {
  it("tells its facts, a row each", () => {
    const text = tooltip({});
    expect(text).toContain("**lenet\\-1**");
    expect(text).toContain("| Passes | 4 of 4 done |");
    expect(text).toContain("| Pruned | 2 tensors |");
    expect(text).toContain("| Sparsity | 50\\.0\u202F% |");
    expect(text).toContain("| Gzip | 50\u202FB, −50\\.0\u202F% |");
    expect(text).toContain("| Folder | runs/lenet\\-1 |");
  });

  it("says why it ended, or why its trainer is gone, or why it cannot be read", () => {
    expect(tooltip(shownRun(ended, firstPass, [endedAs("failed", "The loss is no number.")]))).toContain(
      "The loss is no number\\.",
    );
    const cause = "Out of memory";
    expect(tooltip(shownRun({ state: "ended", cause }, firstPass))).toContain(cause);
    expect(tooltip({ problem: "The lock is damaged" })).toContain("The lock is damaged");
  });

  it("knows little of a run that has said nothing yet", () => {
    expect(tooltip(shownRun(live(), 0))).toBe(
      "**lenet\\-1**  \nstarting\n\n| | |\n|:--|:--|\n| Folder | runs/lenet\\-1 |",
    );
  });

  it("shows what comes from files as it is written there", () => {
    const text = tooltip({ name: "a|b <img> [x](command:y) $(gear)", place: "one\ntwo" });
    expect(text).toContain("a\\|b \\<img\\> \\[x\\]\\(command:y\\) \\$\\(gear\\)");
    expect(text).toContain("| Folder | one two |");
  });
});
