import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InspectedFile, MaskInspectorHost, MaskInspectorView } from "../../../src/protocol/maskInspector.ts";
import { openBrowser, openWebview, type Theme } from "../browser.ts";
import { type GeneratedTensor, generate } from "../heatmap/generated.ts";
import { type FakeHostWishes, fakeHost } from "./fakeHost.ts";

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

interface Wishes extends FakeHostWishes {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  /** Instead of the fake host's own. */
  readonly host?: Partial<MaskInspectorHost>;
}

async function open(tensors: readonly GeneratedTensor[], { host: other, file, windowed, ...setup }: Wishes = {}) {
  const fake = fakeHost(tensors, { ...(file ? { file } : {}), ...(windowed ? { windowed } : {}) });
  const host = { ...fake, ...other };
  const opened = await openWebview<MaskInspectorView, MaskInspectorHost>(page, "inspector", { ...setup, host });
  return { ...opened, host: fake };
}

const text = async (selector: string) => {
  const [first = ""] = await page.locator(selector).allInnerTexts();
  return first.replaceAll(/\s+/g, " ").trim();
};
const texts = (selector: string) => page.locator(selector).allTextContents();
const fact = async (name: string) => {
  const lines = await page.locator(".facts").evaluate((list) => {
    const found: Record<string, string> = {};
    let current = "";
    for (const node of list.children) {
      if (node.tagName === "DT") current = node.textContent ?? "";
      else found[current] = `${found[current] ?? ""} ${node.textContent ?? ""}`.trim();
    }
    return found;
  });
  return lines[name]?.replaceAll("\u202f", " ");
};
const mapIsThere = () => page.waitForSelector(".heatmap-map:visible");

const fc1 = generate({ layer: "fc1", shape: [80, 50], deadColumns: [7] });
const conv2 = generate({ layer: "conv2", shape: [5, 5, 4, 10], className: "Conv2D" });
const bias = generate({ layer: "fc1", shape: [50], role: "bias", pruned: false });
const lenet = [conv2, fc1, bias];

describe("the states of the page", () => {
  it("says what will appear while the file is being opened", async () => {
    await open(lenet, { host: { open: () => new Promise<InspectedFile>(() => {}) as never } });
    await page.waitForSelector(".page-state");
    expect(await text(".page-state")).toContain("Opening the file Its tensors come first");
  });

  it("says why a file cannot be shown, and tries again", async () => {
    let isBroken = true;
    const { errors } = await open(lenet, {
      host: {
        open: () => {
          if (isBroken) throw new Error("weights.bin is missing: 1.60 MB were expected beside model.json.");
          return fakeHost(lenet).open();
        },
      },
    });
    await page.waitForSelector(".page-state[role=alert]");
    expect(await text(".page-state")).toContain("weights.bin is missing: 1.60 MB were expected beside model.json.");
    isBroken = false;
    await page.getByText("Open Again").click();
    await mapIsThere();
    expect(errors).toEqual([]);
  });

  it("says what is being read, and why a tensor cannot be", async () => {
    await open(lenet, { host: { values: () => new Promise(() => {}) as never } });
    await page.waitForSelector(".layer-state p");
    expect(await text(".layer-state")).toContain("Reading conv2/kernel. Its weights appear here");
    await open(lenet, {
      host: {
        values: () => {
          throw new Error("model.json: conv2/kernel is cut off after 300 bytes.");
        },
      },
    });
    await page.waitForSelector(".layer-state .problem");
    expect(await text(".layer-state")).toBe("model.json: conv2/kernel is cut off after 300 bytes.");
    expect(await page.locator(".heatmap-map").isVisible()).toBe(false);
  });

  it("shows the vectors of a file without matrices", async () => {
    const vectors = ["gamma", "beta"].map((role) =>
      generate({ layer: "bn", shape: [16], role, className: "BatchNormalization", pruned: false }),
    );
    await open(vectors);
    await mapIsThere();
    expect(await texts(".tensor-list .name")).toEqual(["bn", "gamma", "beta"]);
    expect(await page.locator(".others").isVisible()).toBe(false);
    expect(await texts(".segments button")).toEqual(["mask", "|w|"]);
  });

  it("shows how large weights are where none is pruned, until a person wants something else", async () => {
    await open([generate({ layer: "fc", shape: [20, 30], pruned: false }), fc1]);
    await mapIsThere();
    expect(await text(".segments [aria-checked=true]")).toBe("mask");
    await open([generate({ layer: "fc", shape: [20, 30], pruned: false })]);
    await mapIsThere();
    expect(await text(".segments [aria-checked=true]")).toBe("|w|");
    await page.getByRole("radio", { name: "mask" }).click();
    expect(await text(".segments [aria-checked=true]")).toBe("mask");
  });

  it("says so where a tensor has no weights", async () => {
    await open([generate({ layer: "empty", shape: [0, 4], pruned: false })]);
    await page.waitForSelector(".layer-state p");
    expect(await text(".layer-state")).toBe("This tensor has no weights.");
  });

  it("says so where a file holds no tensors", async () => {
    const { errors } = await open([]);
    await page.waitForSelector(".nothing");
    expect(await text(".nothing")).toBe("This file holds no tensors.");
    expect(await page.locator("aside").isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it("reads a file that has changed on disk again, and keeps what was chosen", async () => {
    const { view, host } = await open(lenet, { state: { tensor: "fc1/kernel", mode: "magnitude" } });
    await mapIsThere();
    await expect.poll(() => host.measured.length).toBe(3);
    await view.changed();
    await expect.poll(() => host.measured.length).toBe(6);
    expect(await text(".notice")).toBe("The file has changed on disk, and was read again.");
    expect(await text(".layer-head h2")).toBe("fc1");
    expect(await text(".segments [aria-checked=true]")).toBe("|w|");
  });

  it("shows the warnings of a file", async () => {
    await open(lenet, { file: { warnings: ["dropout: left out, it has no weights."] } });
    await mapIsThere();
    expect(await text(".file-warnings")).toBe("dropout: left out, it has no weights.");
  });
});

describe("the tensors", () => {
  it("are measured one at a time, the selected one first, and the totals say how many", async () => {
    const { host } = await open(lenet, { state: { tensor: "fc1/kernel" } });
    await expect.poll(() => host.measured).toEqual(["fc1/kernel", "conv2/kernel", "fc1/bias"]);
    await expect.poll(() => text(".file-head")).toContain("5,000 weights in 2 tensors · 75.0 % sparse");
    expect(await page.locator(".file-head").textContent()).not.toContain("measured");
  });

  it("say – until they are measured", async () => {
    await open(lenet, { host: { statistics: () => new Promise(() => {}) as never } });
    await mapIsThere();
    expect(await text("[data-tensor='fc1/kernel'] .number")).toBe("– sparse");
    expect(await text(".file-head")).toContain("measured 0 of 2");
  });

  it("are chosen with the keyboard", async () => {
    const { state } = await open(lenet);
    await mapIsThere();
    expect(await text(".layer-head h2")).toBe("conv2");
    await page.locator(".tensor-list").focus();
    await page.keyboard.press("ArrowDown");
    expect(await text(".layer-head h2")).toBe("fc1");
    const active = await page.locator(".tensor-list").getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active}`).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Home");
    expect(await text(".layer-head h2")).toBe("conv2");
    expect(await state()).toMatchObject({ tensor: "conv2/kernel" });
  });

  it("are found again by name when the page is shown again", async () => {
    await open(lenet, { state: { tensor: "fc1/bias", mode: "mask", sort: "size", showsOthers: false } });
    await mapIsThere();
    expect(await text(".layer-head h2")).toBe("fc1 · bias");
    expect(await page.locator("[data-tensor='fc1/bias']").getAttribute("aria-selected")).toBe("true");
  });

  it("are selected by the extension", async () => {
    const { view } = await open(lenet);
    await mapIsThere();
    await view.select("fc1/kernel");
    expect(await text(".layer-head h2")).toBe("fc1");
    await view.select("nobody/kernel");
    expect(await text(".layer-head h2")).toBe("fc1");
  });

  it("are selected by the extension before the file is open, too", async () => {
    let show: (file: InspectedFile) => void = () => {};
    const file = new Promise<InspectedFile>((resolve) => {
      show = resolve;
    });
    const { view } = await open(lenet, { host: { open: () => file as never } });
    await page.waitForSelector(".page-state");
    await view.select("fc1/kernel");
    show(fakeHost(lenet).open());
    await mapIsThere();
    expect(await text(".layer-head h2")).toBe("fc1");
  });

  it("can be filtered and sorted", async () => {
    await open(lenet);
    await mapIsThere();
    await page.getByLabel("Filter tensors").fill("fc");
    expect(await texts(".tensor-list .name")).toEqual(["fc1"]);
    await page.getByLabel("Filter tensors").fill("zebra");
    expect(await text(".nothing")).toBe("No tensor is called “zebra”.");
    await page.getByLabel("Filter tensors").fill("");
    await page.getByLabel("Order of the tensors").selectOption("size");
    expect(await texts(".tensor-list .name")).toEqual(["fc1", "conv2"]);
  });

  it("that are never pruned stand behind a line", async () => {
    await open(lenet);
    await mapIsThere();
    expect(await text(".others")).toBe("1 dense tensor 50");
    await page.locator(".others").click();
    expect(await texts(".tensor-list .name")).toEqual(["conv2", "fc1", "kernel", "bias"]);
    expect(await page.locator(".others").getAttribute("aria-expanded")).toBe("true");
  });

  it("show how many filters are dead", async () => {
    await open(lenet);
    await expect.poll(() => text("[data-tensor='fc1/kernel'] .dead")).toMatch(/^×\d+ dead filters$/);
  });

  it("may be hundreds with long names: only those in sight are in the page, and no two look alike", async () => {
    const many = Array.from({ length: 320 }, (_, i) =>
      generate({
        layer: `backbone/stage${i % 4}/inverted_residual_block_${i}/project_pointwise_conv`,
        shape: [1, 1, 4, 6],
        className: "Conv2D",
      }),
    );
    await open(many);
    await mapIsThere();
    expect(await page.locator(".tensor-list .row").count()).toBeLessThan(60);
    const names = await texts(".tensor-list .name");
    expect(new Set(names).size).toBe(names.length);
    await page.locator(".tensor-list").focus();
    await page.keyboard.press("End");
    expect(await text(".layer-head h2")).toContain("inverted_residual_block_319");
    expect(
      await page.evaluate(() => {
        const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
        const [row, list] = [boxOf(".tensor-list .row.selected"), boxOf(".tensor-list")];
        return row && list && row.top >= list.top && row.bottom <= list.bottom + 0.5;
      }),
    ).toBe(true);
  });

  it("are a select where there is no room for a list", async () => {
    await open(lenet, { width: 560 });
    await mapIsThere();
    expect(await page.locator(".tensor-list").isVisible()).toBe(false);
    await page.getByLabel("Tensor", { exact: true }).selectOption("fc1/bias");
    expect(await text(".layer-head h2")).toBe("fc1 · bias");
  });
});

describe("the facts", () => {
  it("are of the event that is looked at", async () => {
    await open(lenet, { state: { tensor: "fc1/kernel" } });
    await mapIsThere();
    expect(await text(".facts-section h2")).toBe("Tensor after event 9, pass 24");
    expect(await fact("sparsity")).toBe("75.0 % asked 75.0 %");
    expect(await fact("non-zero")).toBe("1,000 of 4,000");
    await page.getByRole("slider", { name: "Prune event" }).fill("0");
    expect(await text(".facts-section h2")).toBe("Tensor before the first event");
    expect(await fact("sparsity")).toBe("0.0 %");
    expect(await fact("non-zero")).toBeUndefined();
  });

  it("lead to the rule of the recipe", async () => {
    const { host } = await open(lenet, { state: { tensor: "fc1/kernel" } });
    await mapIsThere();
    expect(await fact("rule")).toContain("conv and dense");
    await page.getByRole("button", { name: "Show rule" }).click();
    await expect.poll(() => host.rulesShown).toEqual(["fc1/kernel"]);
  });

  it("say in red what is not a number", async () => {
    const broken = generate({ layer: "fc2", shape: [4, 4] });
    broken.weights[2] = Number.NaN;
    await open([broken]);
    await mapIsThere();
    await expect.poll(() => fact("NaN")).toBe("1");
    expect(await page.locator(".facts .dead", { hasText: "1" }).count()).toBeGreaterThan(0);
  });

  it("show weights by |w|, and how many are zero", async () => {
    await open(lenet, { state: { tensor: "fc1/kernel" } });
    await mapIsThere();
    await expect.poll(() => text(".histogram-key")).toBe("1,000 kept 3,000 are zero");
    expect(await page.locator(".histogram .weights-kept").getAttribute("d")).toMatch(/^M/);
  });
});
