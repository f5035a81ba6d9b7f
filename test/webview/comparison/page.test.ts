import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComparisonHost, ComparisonView } from "../../../src/protocol/comparison.ts";
import { openBrowser, openWebview, type Theme } from "../browser.ts";
import { generate } from "../heatmap/generated.ts";
import { layoutProblems, widen } from "../layoutProblems.ts";
import { seriousFindings } from "../seriousFindings.ts";
import { type ComparedTensors, type FakeHost, type FakeHostWishes, fakeHost, tuned } from "./fakeHost.ts";

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

const dense = (layer: string, shape: readonly number[], role = "kernel") =>
  generate({ layer, shape, role, pruned: false, className: shape.length > 2 ? "Conv2D" : "Dense" });
const both = (tensor: ReturnType<typeof dense>): ComparedTensors => ({ a: tensor, b: tuned(tensor) });

const lenet: readonly ComparedTensors[] = [
  both(dense("conv1", [5, 5, 1, 20])),
  both(dense("conv1", [20], "bias")),
  both(dense("fc1", [80, 50])),
  { a: dense("old", [4, 4]) },
  { b: dense("new", [4, 4]) },
  { a: dense("other", [4, 8]), b: dense("other", [8, 8]) },
];

async function show(
  tensors = lenet,
  { state, theme, width, ...wishes }: FakeHostWishes & { state?: object; theme?: Theme; width?: number } = {},
) {
  const host = fakeHost(tensors, wishes);
  const opened = await openWebview<ComparisonView, ComparisonHost>(page, "comparison", {
    height: 900,
    ...(theme ? { theme } : {}),
    ...(width ? { width } : {}),
    host: offered(host),
    state,
  });
  await page.waitForSelector(".heatmap-map:visible");
  await expect.poll(() => new Set(host.measured).size).toBe(tensors.length);
  return { host, ...opened };
}

/** What the page may call, without what a test looks at. */
function offered({ open, values, cells, statistics, showFigures }: FakeHost): ComparisonHost {
  return { open, values, cells, statistics, showFigures };
}

const maps = () => page.locator(".heatmap-map:visible");
const labels = () => maps().evaluateAll((nodes) => nodes.map((node) => node.ariaLabel));
const readouts = () => page.locator(".readout:visible").allTextContents();
const choose = (tensor: string) => page.getByRole("button", { name: tensor, exact: true }).click();
const settled = () =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** The drawn part of each map, as its axes number it. */
const axes = () =>
  page.locator(".heatmap-axes:visible").evaluateAll((nodes) => nodes.map((node) => node.textContent ?? ""));

describe("a tensor of two models", () => {
  it("is shown side by side, and how far its weights are apart beside them", async () => {
    const { errors } = await show();
    expect(await page.locator(".triptych h3:visible").allTextContents()).toEqual([
      "A · lenet at 1a2b3c4/model.json",
      "B · lenet/model.json",
      "|A − B|",
    ]);
    expect(await labels()).toEqual([
      expect.stringMatching(/^Heatmap of conv1\/kernel: .*100\.0.% not zero/),
      expect.stringMatching(/^Heatmap of conv1\/kernel: .*66\.6.% not zero/),
      expect.stringMatching(/^Heatmap of differences in conv1\/kernel: .*43\.0.% differ/),
    ]);
    expect(errors).toEqual([]);
  });

  it("has one scale for both models, and one of its own for the difference", async () => {
    await show();
    const [a, b, difference] = await page.locator(".legend:visible").allTextContents();
    expect(a).toBe(b);
    expect(a).toContain("|w| ≤");
    expect(difference).toMatch(/\|a − b\| ≤ .*same/);
  });

  it("says which side does not have it, and does not subtract what has another shape", async () => {
    await show();
    await choose("old/kernel");
    await expect.poll(() => maps().count()).toBe(1);
    expect(await page.locator(".absent:visible").allTextContents()).toEqual([
      "Model B has no such tensor.",
      "Only tensors that both models have in one shape can be subtracted.",
    ]);
    await choose("other/kernel");
    await expect.poll(() => maps().count()).toBe(2);
    expect(await page.locator(".layer-head").textContent()).toContain("[4, 8] and [8, 8]");
  });

  it("is read in parts where it is too large to be sent", async () => {
    const { errors } = await show(lenet, { windowed: ["fc1/kernel"], state: { tensor: "fc1/kernel" } });
    await expect.poll(() => maps().count()).toBe(3);
    await expect.poll(async () => (await labels())[2]).toMatch(/fc1/);
    expect(errors).toEqual([]);
  });
});

describe("maps of one shape", () => {
  it("zoom and pan together, whichever of them is moved", async () => {
    await show(lenet, { state: { tensor: "fc1/kernel" } });
    const whole = await axes();
    for (const moved of [0, 2]) {
      await maps().nth(moved).focus();
      for (const key of ["+", "+", "+", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
      await settled();
      const [first, ...others] = await axes();
      expect(first).not.toBe(whole[0]);
      for (const other of others) expect(other.replace(/0–\d+.%/, "")).toBe(first.replace(/0–\d+.%/, ""));
      await page.keyboard.press("0");
      await settled();
      expect(await axes()).toEqual(whole);
    }
  });

  it("zoom together by the buttons, too", async () => {
    await show(lenet, { state: { tensor: "fc1/kernel" } });
    const whole = await axes();
    const button = (name: string) => page.locator(`vscode-button[title="${name}"]`);
    for (let i = 0; i < 3; i++) await button("Zoom all maps in (+)").click();
    await settled();
    const zoomed = await axes();
    zoomed.forEach((text, i) => void expect(text).not.toBe(whole[i]));
    await button("Show the whole matrix (0)").click();
    await settled();
    expect(await axes()).toEqual(whole);
  });

  it("read the same weight, by the pointer and by keys", async () => {
    await show(lenet, { state: { tensor: "fc1/kernel" } });
    await maps()
      .nth(1)
      .hover({ position: { x: 20, y: 20 } });
    await settled();
    const places = (await readouts()).map(
      (text) => /in\D*\d+\D*out\D*\d+|index.*\]|input\D*\d+\D*unit\D*\d+/.exec(text)?.[0],
    );
    expect(new Set(places).size).toBe(1);
    expect(places[0]).toBeDefined();
    await maps().nth(0).focus();
    await page.keyboard.press("Shift+ArrowRight");
    await settled();
    const byKeys = await readouts();
    expect(byKeys[2]).toMatch(/\|a − b\||same/);
    expect(byKeys[0]).toMatch(/w/);
  });
});

describe("the table of tensors", () => {
  it("tells how many weights are zero in each, and how many differ", async () => {
    await show();
    await expect
      .poll(() => page.locator(".compared-tensors tbody tr").first().locator("td").allTextContents())
      .toEqual([
        "conv1/kernel",
        expect.stringMatching(/^0\.0/),
        expect.stringMatching(/^33\.4/),
        expect.stringMatching(/^43\.0/),
      ]);
    expect(await page.getByText("only in A").count()).toBe(1);
    expect(await page.getByText("only in B").count()).toBe(1);
  });

  it("is walked through with the arrows, and what was chosen is remembered", async () => {
    const { state } = await show();
    await page.getByRole("button", { name: "conv1/kernel", exact: true }).focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown"]) await page.keyboard.press(key);
    await expect.poll(async () => (await labels())[0]).toContain("fc1/kernel");
    await page.getByRole("radio", { name: "mask" }).click();
    expect(await state()).toMatchObject({ tensor: "fc1/kernel", mode: "mask" });
    expect(await page.getByRole("button", { name: "fc1/kernel" }).getAttribute("aria-pressed")).toBe("true");
  });
});

describe("the page", () => {
  it("says why the models cannot be compared, and tries again when asked", async () => {
    let isBroken = true;
    const host = fakeHost(lenet);
    const open = () => {
      if (isBroken) throw new Error("model.json is not JSON.");
      return host.open();
    };
    await openWebview<ComparisonView, ComparisonHost>(page, "comparison", { host: { ...offered(host), open } });
    await page.getByText("model.json is not JSON.").waitFor();
    isBroken = false;
    await page.getByText("Open Again").click();
    await page.waitForSelector(".heatmap-map:visible");
  });

  it("reads both again where a file has changed, and says so", async () => {
    const { view, host } = await show();
    const before = host.measured.length;
    await view.changed();
    await page.getByText("A file has changed on disk").waitFor();
    await expect.poll(() => host.measured.length).toBeGreaterThanOrEqual(before + lenet.length);
  });

  it("leads to all figures", async () => {
    const { host } = await show();
    let asked = 0;
    await openWebview<ComparisonView, ComparisonHost>(page, "comparison", {
      host: { ...offered(host), showFigures: () => void asked++ },
    });
    await page.getByText("All Figures").click();
    await expect.poll(() => asked).toBe(1);
  });

  it("shows hostile texts as they are", async () => {
    const text = '</script><img src=x onerror="window.hurt = true">';
    const { errors } = await show([both(dense(text, [6, 5]))], { titles: [text, text], warnings: [text] });
    expect(await page.locator(".layer-head h2").textContent()).toBe(`${text}/kernel`);
    expect(await page.locator("img").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it.each([300, 560, 800, 1000, 1280])("is whole at %i pixels, and no text lies on another", async (width) => {
    const names = Array.from({ length: 60 }, (_, i) =>
      both(dense(`backbone/stage${i}/project_pointwise_conv`, [1, 1, 12, 18])),
    );
    await show([...lenet, ...names], { width: 1400, state: { tensor: "fc1/kernel" } });
    await widen(page, width);
    expect(await layoutProblems(page)).toEqual([]);
    await choose("old/kernel");
    expect(await layoutProblems(page)).toEqual([]);
  });

  it.each<Theme>(["dark", "light", "hc-dark", "hc-light"])("has no serious finding of axe in %s", async (theme) => {
    for (const width of [1400, 420]) {
      await show(lenet, { theme, width });
      expect(await seriousFindings(page), `${width} px`).toEqual([]);
    }
  });
});
