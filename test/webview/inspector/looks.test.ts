import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MaskInspectorHost, MaskInspectorView } from "../../../src/protocol/maskInspector.ts";
import { openBrowser, openWebview, type Theme } from "../browser.ts";
import { type GeneratedTensor, generate } from "../heatmap/generated.ts";
import { layoutProblems, widen } from "../layoutProblems.ts";
import { seriousFindings } from "../seriousFindings.ts";
import { type FakeHostWishes, fakeHost } from "./fakeHost.ts";

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

const widths = [300, 560, 1000, 1400];

const conv = generate({ layer: "conv2", shape: [5, 5, 20, 50], className: "Conv2D", deadColumns: [3] });
const fc1 = generate({ layer: "fc1", shape: [800, 500] });
const bias = generate({ layer: "fc1", shape: [500], role: "bias", pruned: false });
const deep = Array.from({ length: 300 }, (_, i) =>
  generate({
    layer: `efficientnet_backbone/stage${Math.floor(i / 60)}/inverted_residual_block_${i % 60}/project_pointwise_conv`,
    shape: [1, 1, 12, 18],
    className: "Conv2D",
    deadColumns: i % 5 === 0 ? [2, 7] : [],
  }),
);

type Mode = "mask" | "magnitude" | "prunedAt";
const files: readonly [string, readonly GeneratedTensor[], Mode, FakeHostWishes][] = [
  [
    "a convolution of 5 by 5",
    [conv, fc1, bias],
    "prunedAt",
    { file: { title: "demo-run · export/pruned/model.json" } },
  ],
  ["a dense layer", [fc1, bias], "magnitude", {}],
  [
    "300 layers with long names",
    deep,
    "mask",
    { file: { warnings: ["dropout_1: left out, since it has no weights."] } },
  ],
  ["four filters", [generate({ layer: "head", shape: [1, 1, 8, 4], className: "Conv2D" })], "magnitude", {}],
  ["a vector", [bias], "magnitude", {}],
  [
    "a depthwise kernel",
    [generate({ layer: "dw", shape: [3, 3, 32, 1], role: "depthwise_kernel", className: "DepthwiseConv2D" })],
    "mask",
    {},
  ],
  ["a tensor that is read in parts", [fc1], "mask", { windowed: ["fc1/kernel"] }],
  ["no tensors", [], "mask", {}],
];

async function show(
  [, tensors, mode, wishes]: (typeof files)[number],
  setup: { readonly theme?: Theme; readonly width?: number },
) {
  const host = fakeHost(tensors, wishes);
  const opened = await openWebview<MaskInspectorView, MaskInspectorHost>(page, "inspector", {
    height: 900,
    ...setup,
    host,
    state: { mode, showsOthers: true },
  });
  await page.waitForSelector(tensors.length > 0 ? ".heatmap-map:visible" : ".inspector");
  // Everything there is to say has been said.
  if (tensors.length < 10) await expect.poll(() => host.measured.length).toBe(tensors.length);
  return opened;
}

const press = async (...keys: string[]) => {
  await page.locator(".heatmap-map").focus();
  for (const key of keys) await page.keyboard.press(key);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
};

describe("every width", () => {
  it.each(files)("shows %s whole, and no text lies on another", async (...file) => {
    const { errors } = await show(file, { width: widths[0] });
    for (const width of widths) {
      await widen(page, width);
      expect(await layoutProblems(page), `${width} px`).toEqual([]);
      if (file[1].length > 0) {
        await press("+", "+", "+", "Shift+ArrowRight");
        expect(await layoutProblems(page), `${width} px, zoomed in`).toEqual([]);
        await press("0");
      }
    }
    expect(errors).toEqual([]);
  });
});

describe("every theme", () => {
  it.each<Theme>(["dark", "light", "hc-dark", "hc-light"])("%s has no serious finding of axe", async (theme) => {
    for (const [file, width] of [
      [files[0], 1400],
      [files[2], 1400],
      [files[0], 300],
    ] as const) {
      await show(file, { theme, width });
      await press("+", "+");
      expect(await seriousFindings(page), `${width} px`).toEqual([]);
    }
  });
});

describe("hostile texts", () => {
  it("are shown as they are", async () => {
    const text = '</script><img src=x onerror="window.hurt = true">';
    const tensor = generate({ layer: text, shape: [6, 5] });
    const { errors } = await show(["", [tensor], "mask", { file: { title: text, warnings: [text] } }], {});
    expect(await page.locator(".layer-head h2").textContent()).toBe(text);
    expect(await page.locator(".file-head h1").textContent()).toBe(text);
    expect(await page.locator("img").count()).toBe(0);
    expect(errors).toEqual([]);
  });
});
