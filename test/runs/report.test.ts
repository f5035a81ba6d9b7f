import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/runs/events.ts";
import { reduceEvents } from "../../src/runs/reduce.ts";
import { renderReport } from "../../src/runs/report.ts";
import type { RunState } from "../../src/runs/runState.ts";
import { straightRun } from "./straightRun.ts";

const shape = { passes: 6, tensors: 2, interval: 2, warnings: [1] };

function stateOf(change: (events: RunEvent[]) => RunEvent[] = (events) => events): RunState {
  return reduceEvents(change(straightRun(shape)));
}

/** The page's text as a reader sees it, piece by piece. */
function textOf(page: string): string {
  const body = page.slice(page.indexOf("<body>"));
  return body
    .replace(/<[^>]*>/g, "\n")
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s*\n\s*/g, "\n")
    .replace(/\u202F/g, " ");
}

/** Element names in their order, with a check that each is closed in its turn. */
function elementsOf(page: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  for (const [, closing, name, rest] of page.matchAll(/<(\/?)([a-z0-9]+)((?:"[^"]*"|[^>"])*)>/gi)) {
    if (closing) expect(open.pop()).toBe(name);
    else {
      seen.push(name);
      if (!rest.endsWith("/") && name !== "meta") open.push(name);
    }
  }
  expect(open).toEqual([]);
  return seen;
}

describe("the report of a run", () => {
  it("answers what sparsity, at what cost, how large and how far", () => {
    const text = textOf(renderReport(stateOf()));
    expect(text).toContain("Sparsity\n50.0 %\nof 200 weights in 2 tensors");
    expect(text).toContain("Test accuracy\n90.00 %\n+90.00 points from 0.00 %");
    expect(text).toContain("Model, gzip\n50 B\n−50.0 % from 100 B");
    expect(text).toContain("Passes\n6 of 6\n3 prune events, 4 min 0 s");
  });

  it("shows what was asked of each layer and what was reached, and each pass", () => {
    const text = textOf(renderReport(stateOf()));
    expect(text).toContain("conv1/kernel\nConv2D\n1 × 1 × 10 × 10\n100\n75.0 %\n21.0 %\n22.0 %\n78\n3\n");
    expect(text).toContain("\n4\n3\n0.02\n0.2000\n80.00 %\n0.2000\n80.00 %\n8.0 ms\n40.0 s\n");
  });

  it("loads nothing and runs nothing", () => {
    const page = renderReport(stateOf());
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son[a-z]+=|\bsrc=|\bhref=|url\(|@import|https?:/i);
    expect(page).toContain("default-src 'none'");
  });

  it("keeps its form whatever the run's texts are: all of them are escaped", () => {
    const plain = elementsOf(renderReport(withText("plain")));
    const hostile = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."<>&\"'/=;![]-`$\\ {}scriptx") }),
      fc.constantFrom("</style><script>alert(1)</script>", '" onload="alert(1)', "<!--", "&lt;b&gt;"),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const page = renderReport(withText(`a${text}z`));
        expect(elementsOf(page)).toEqual(plain);
        expect(textOf(page)).toContain(`a${text}z`.replace(/\s*\n\s*/g, "\n"));
      }),
    );
  });

  it.each<[string, (events: RunEvent[]) => RunEvent[], string]>([
    ["has not begun its first pass", (events) => events.slice(0, 5), "No pass has ended yet."],
    ["prunes nothing", (events) => withoutPlan(events), "No rule of the recipe prunes a layer"],
    ["is not over", (events) => events.slice(0, -2), "Model, gzip\n–\nmeasured when the run ends"],
    ["has pruned since its last measurement", (events) => upToEvent(events, 3), "not measured since event 3"],
    ["failed", (events) => failed(events), "The loss is no longer a number."],
  ])("says so where the run %s", (_, change, sentence) => {
    const page = renderReport(stateOf(change));
    elementsOf(page);
    expect(textOf(page)).toContain(sentence);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("says how to go on where the run was interrupted", () => {
    const page = renderReport({ ...stateOf((events) => events.slice(0, 9)), status: "interrupted" });
    expect(textOf(page)).toContain("It can be resumed from its last checkpoint.");
  });

  it("is a page even for a run that wrote nothing", () => {
    const page = renderReport(reduceEvents([]));
    elementsOf(page);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("shows the loss where there is no accuracy", () => {
    const page = renderReport(stateOf((events) => events.map(withoutAccuracy)));
    expect(textOf(page)).toContain("Test loss\n0.1667\ndense 1.0000");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("folds a thousand passes away", () => {
    const page = renderReport(reduceEvents(straightRun({ ...shape, passes: 1000 })));
    expect(textOf(page)).toContain("All 1,000 passes");
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});

function withText(text: string): RunState {
  return stateOf((events) =>
    events.map((event) => {
      if (event.type === "warning") return { ...event, message: text };
      if (event.type === "runEnded") return { ...event, status: "failed", reason: text };
      if (event.type !== "runStarted") return event;
      const plan = event.plan.map((tensor, i) => (i === 0 ? { ...tensor, tensor: text, className: text } : tensor));
      const model = { ...event.model, path: text };
      const engine = { name: text, version: text, detail: text };
      return { ...event, name: text, plan, model, engine, dataset: { ...event.dataset, name: text } };
    }),
  );
}

function withoutPlan(events: RunEvent[]): RunEvent[] {
  return events.flatMap((event): RunEvent[] => {
    if (event.type === "pruned") return [];
    if (event.type === "runEnded") return [{ ...event, sparsity: null }];
    return [event.type === "runStarted" ? { ...event, plan: [] } : event];
  });
}

function upToEvent(events: RunEvent[], number: number): RunEvent[] {
  return events.slice(0, 1 + events.findIndex((event) => event.type === "pruned" && event.event === number));
}

function failed(events: RunEvent[]): RunEvent[] {
  const end = events.at(-1);
  if (end?.type !== "runEnded") throw new Error("a straight run has an end");
  const reason = "The loss is no longer a number.";
  return [...events.slice(0, 12), { ...end, status: "failed", reason, accuracyAfter: null, sizes: [] }];
}

function withoutAccuracy(event: RunEvent): RunEvent {
  switch (event.type) {
    case "denseEvaluated":
      return { ...event, test: { ...event.test, accuracy: null } };
    case "passEnded":
      return { ...event, train: { ...event.train, accuracy: null }, test: { ...event.test, accuracy: null } };
    case "runEnded":
      return { ...event, accuracyBefore: null, accuracyAfter: null };
    default:
      return event;
  }
}
