import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/runs/events.ts";
import { openBrowser, type Theme } from "../browser.ts";
import { layoutProblems, widen } from "../layoutProblems.ts";
import { seriousFindings } from "../seriousFindings.ts";
import { openPanel } from "./open.ts";
import { endedAs, endOfPass, event, live, over, runWith, twoRules, upTo, withPackedForms } from "./states.ts";

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

const widths = [300, 560, 1000, 1400];

/** Six rules, and names as deep networks have them. */
const deep = runWith(
  (_, place) => {
    const layer = `backbone/stage_${place >> 2}/inverted_residual_block_${place}/conv_pw_${place}`;
    const select = ["pointwise, dense, embedding", "class:Conv2D", `${layer}*`, "conv", "dense", "backbone/stage_1/*"];
    return { layer, tensor: `${layer}/kernel`, rule: place % 6, select: select[place % 6], endPass: 9 };
  },
  { passes: 12, tensors: 12, interval: 3, warnings: [1, 2, 3] },
).map(
  (one): RunEvent =>
    one.type === "runStarted"
      ? { ...one, name: "mobilenet-v3-large-minimalistic-flowers17-with-cosine-20260101" }
      : one,
);
const long = twoRules({ passes: 1000, tensors: 4, interval: 3, warnings: [] });
const states: readonly [string, readonly RunEvent[], Parameters<typeof openPanel>[2]][] = [
  ["that has not started", [], {}],
  ["that is live", upTo(twoRules(), event(3)), { liveness: live(64) }],
  ["that is in its first pass", upTo(twoRules(), event(1)), { liveness: live(1) }],
  ["that has completed", twoRules(), { liveness: over }],
  ["that has packed what it ended with", withPackedForms(deep), { liveness: over }],
  [
    "that has failed",
    endedAs(upTo(twoRules(), endOfPass(4)), "failed", "The loss is no longer a number."),
    { liveness: over },
  ],
  ["with six rules and long names", upTo(deep, endOfPass(7)), { liveness: live(80) }],
  ["of a thousand passes", upTo(long, endOfPass(700)), {}],
];

describe("every width", () => {
  it.each(states)(
    "shows all of a run %s, without text that is cut off or lies on other text",
    async (_, events, wishes) => {
      const { errors } = await openPanel(page, events, { ...wishes, width: widths[0] });
      if (events.length > 0) await page.waitForSelector(".heatmap-map");
      // What is folded away must fit, too.
      for (const summary of await page.locator(".ledger-section summary:visible").all()) await summary.click();
      for (const width of widths) {
        await widen(page, width);
        expect(await layoutProblems(page), `${width} px`).toEqual([]);
      }
      expect(errors).toEqual([]);
    },
  );
});

describe("every theme", () => {
  it.each<Theme>(["dark", "light", "hc-dark", "hc-light"])("%s has no serious finding of axe", async (theme) => {
    for (const [, events, wishes] of states.slice(0, 6)) {
      await openPanel(page, events, { ...wishes, theme });
      if (events.length > 0) await page.waitForSelector(".heatmap-map");
      // What is folded away must fit, too.
      for (const summary of await page.locator(".ledger-section summary:visible").all()) await summary.click();
      expect(await seriousFindings(page)).toEqual([]);
    }
  });
});

describe("hostile texts", () => {
  it("are shown as they are", async () => {
    const text = '</script><img src=x onerror="window.hurt = true">';
    const hostile = upTo(twoRules(), event(2)).map((one): RunEvent => {
      if (one.type === "warning") return { ...one, message: text };
      if (one.type !== "runStarted") return one;
      const plan = one.plan.map((tensor) => ({
        ...tensor,
        select: text,
        layer: `${text}${tensor.layer}`,
        className: text,
      }));
      return { ...one, name: text, engine: { name: text, version: text, detail: text }, plan };
    });
    const { errors } = await openPanel(page, hostile);
    await page.waitForSelector(".heatmap-map");
    expect(await page.locator("h1").textContent()).toBe(text);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate(() => "hurt" in window)).toBe(false);
    expect(errors).toEqual([]);
  });
});

describe("colours", () => {
  it("follow the theme without the page being loaded again", async () => {
    const { setTheme } = await openPanel(page, twoRules(), { liveness: over });
    await page.waitForSelector(".heatmap-map");
    const colours = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("canvas.heatmap-map");
        const pixel = canvas?.getContext("2d")?.getImageData(2, 2, 1, 1).data ?? [];
        const mark = getComputedStyle(document.querySelector(".timeline .group-1 .mark") ?? document.body).fill;
        return { pixel: [...pixel].join(), mark };
      });
    const dark = await colours();
    await setTheme("light");
    await expect.poll(async () => (await colours()).pixel).not.toBe(dark.pixel);
    expect((await colours()).mark).not.toBe(dark.mark);
  });
});
