import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MaskInspectorHost, MaskInspectorView } from "../../../src/protocol/maskInspector.ts";
import { openBrowser, openWebview, type Theme } from "../browser.ts";
import { type FakeHostWishes, fakeHost } from "../inspector/fakeHost.ts";
import { eventPasses, type GeneratedTensor, generate } from "./generated.ts";

/** The map as a person has it, in the mask inspector. */

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

const dense = generate({ layer: "fc1", shape: [300, 200], deadColumns: [11] });
const conv = generate({ layer: "conv2", shape: [3, 3, 20, 40], className: "Conv2D" });
const plain = generate({ layer: "plain", shape: [30, 20], pruned: false });

interface Wishes extends FakeHostWishes {
  readonly theme?: Theme;
  readonly mode?: "mask" | "magnitude" | "prunedAt";
  readonly width?: number;
}

async function open(tensor: GeneratedTensor, { mode = "mask", file, windowed, ...setup }: Wishes = {}) {
  const host = fakeHost([tensor], { ...(file ? { file } : {}), ...(windowed ? { windowed } : {}) });
  const state = { tensor: tensor.entry.name, mode };
  const shown = { height: 900, ...setup, host, state };
  const opened = await openWebview<MaskInspectorView, MaskInspectorHost>(page, "inspector", shown);
  await page.waitForSelector(".heatmap-map:visible");
  // Said after the first drawing, which moves what is below the map.
  await page.waitForSelector(".zoom-text:not(:empty)");
  await nextFrame();
  return { host, ...opened };
}

const nextFrame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
const text = async (selector: string) => {
  const [first = ""] = await page.locator(selector).allInnerTexts();
  return first.replaceAll(/\s+/g, " ").trim();
};
const map = () => page.locator(".heatmap-map");
const zoom = () => text(".zoom-text");
const mapBox = async () => {
  const box = await map().boundingBox();
  if (!box) throw new Error("The map is not on the page.");
  return box;
};
const press = async (...keys: string[]) => {
  await map().focus();
  for (const key of keys) {
    await page.keyboard.press(key);
    await nextFrame();
  }
};
/** Red, green, blue of a pixel of the map, and how large the map is. */
const pixel = (x: number, y: number) =>
  map().evaluate(
    (canvas: HTMLCanvasElement, [x, y]) =>
      [...(canvas.getContext("2d")?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 3),
    [x, y] as const,
  );
const canvasSize = () => map().evaluate(({ width, height }: HTMLCanvasElement) => ({ width, height }));

describe("the map", () => {
  it("shows the whole matrix at a whole number of pixels a weight", async () => {
    await open(dense);
    expect(await zoom()).toBe("2 px");
    expect(await canvasSize()).toEqual({ width: 400, height: 600 });
    expect(await text(".readout")).toBe("1 cell = 1 weight · × = nothing kept");
  });

  it("paints each weight where it is, in every mode", async () => {
    await open(dense);
    const kept = dense.prunedAt?.indexOf(0) ?? 0;
    const gone = dense.prunedAt?.indexOf(9) ?? 0;
    const at = (index: number) => pixel(2 * (index % 200), 2 * Math.floor(index / 200));
    const [ink, paper] = [await at(kept), await at(gone)];
    expect(ink.every((channel, i) => channel > paper[i] + 100)).toBe(true);
    await page.getByRole("radio", { name: "pruned at" }).click();
    expect(await at(kept)).toEqual(ink);
    const [red, , blue] = await at(gone);
    expect(red - blue).toBeGreaterThan(60);
    await page.getByRole("radio", { name: "|w|" }).click();
    const [keptRed, , keptBlue] = await at(kept);
    expect(keptBlue - keptRed).toBeGreaterThan(20);
    expect(await at(gone)).toEqual(paper);
  });

  it("is painted anew when the theme changes", async () => {
    const { setTheme } = await open(dense, { theme: "dark" });
    const gone = dense.prunedAt?.indexOf(1) ?? 0;
    const at = () => pixel(2 * (gone % 200), 2 * Math.floor(gone / 200));
    const before = await at();
    await setTheme("light");
    await expect.poll(async () => (await at())[0]).toBeGreaterThan(before[0] + 150);
  });

  it("zooms with the wheel around the weight under the pointer", async () => {
    await open(dense);
    const { x, y } = await mapBox();
    await page.mouse.move(x + 61, y + 301);
    expect(await text(".readout")).toContain("in 150 out 30");
    for (const expected of ["3 px", "4 px", "6 px"]) {
      await page.mouse.wheel(0, -100);
      await nextFrame();
      expect(await zoom()).toBe(expected);
      expect(await text(".readout")).toContain("in 150 out 30");
    }
    for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, 100);
    await nextFrame();
    expect(await zoom()).toBe("2 px");
  });

  it("lets the page scroll where there is nothing to zoom out of", async () => {
    await open(dense);
    const { x, y } = await mapBox();
    const isLeft = (deltaY: number) =>
      map().evaluate(
        (node, [clientX, clientY, deltaY]) =>
          node.dispatchEvent(new WheelEvent("wheel", { deltaY, clientX, clientY, cancelable: true })),
        [x + 10, y + 10, deltaY] as const,
      );
    expect(await isLeft(100)).toBe(true);
    expect(await isLeft(-100)).toBe(false);
    await nextFrame();
    expect(await isLeft(100)).toBe(false);
  });

  it("is dragged", async () => {
    await open(dense);
    await press("+", "+", "+");
    const { x, y } = await mapBox();
    const before = await firstColumn();
    await page.mouse.move(x + 300, y + 200);
    await page.mouse.down();
    await page.mouse.move(x + 180, y + 200, { steps: 4 });
    await page.mouse.up();
    await nextFrame();
    // 6 pixels a weight.
    expect((await firstColumn()) - before).toBe(20);
  });

  it("zooms when two fingers move apart", async () => {
    await open(dense);
    const { x, y } = await mapBox();
    await map().evaluate(
      (node, [left, top]) => {
        node.setPointerCapture = () => {};
        const send = (type: string, pointerId: number, dx: number) =>
          node.dispatchEvent(
            new PointerEvent(type, {
              pointerId,
              pointerType: "touch",
              clientX: left + dx,
              clientY: top + 200,
              button: 0,
            }),
          );
        send("pointerdown", 1, 150);
        send("pointerdown", 2, 250);
        send("pointermove", 2, 300);
        send("pointerup", 1, 150);
        send("pointerup", 2, 300);
      },
      [x, y] as const,
    );
    await nextFrame();
    expect(await zoom()).toBe("3 px");
  });

  it("is moved and zoomed with the keyboard", async () => {
    await open(dense);
    await press("+", "+", "+", "+");
    expect(await zoom()).toBe("8 px");
    const before = await firstColumn();
    await press("ArrowRight");
    expect(await firstColumn()).toBeGreaterThan(before);
    await press("ArrowLeft", "-");
    expect(await zoom()).toBe("6 px");
    await press("0");
    expect(await zoom()).toBe("2 px");
    expect(await firstColumn()).toBe(0);
  });

  it("reads weights with the keyboard, aloud", async () => {
    await open(conv);
    await press("Shift+ArrowRight", "Shift+ArrowDown");
    const words = await text(".readout");
    expect(words).toMatch(
      /^ky \d kx \d in \d+ out \d+ (w [−.\d]+ kept|pruned at event \d, pass \d+) filter \d+ % kept$/,
    );
    const spoken = await page.locator(".heatmap .screen-reader[aria-live]").textContent();
    expect(spoken).toContain("ky 1");
    await press("Escape");
    expect(await text(".readout")).toContain("1 cell = 1 weight");
  });

  it("has buttons that zoom, and say when there is no further", async () => {
    await open(dense);
    const button = (name: string) => page.locator(`vscode-button[aria-label="${name}"]`);
    const isOff = async (name: string) => (await button(name).getAttribute("disabled")) !== null;
    expect(await isOff("Zoom out (−)")).toBe(true);
    await button("Zoom in (+)").click();
    await nextFrame();
    expect(await zoom()).toBe("3 px");
    expect(await isOff("Zoom out (−)")).toBe(false);
    await button("Show the whole matrix (0)").click();
    await nextFrame();
    expect(await zoom()).toBe("2 px");
  });

  it("says where it looks in a small map of the whole, which also moves it", async () => {
    await open(dense);
    expect(await page.locator(".minimap").isVisible()).toBe(false);
    await press("+", "+", "+", "+", "+");
    expect(await page.locator(".minimap").isVisible()).toBe(true);
    const before = await firstColumn();
    const box = await page.locator(".minimap canvas").boundingBox();
    if (!box) throw new Error("There is no small map.");
    await page.mouse.click(box.x + box.width - 2, box.y + box.height / 2);
    await nextFrame();
    expect(await firstColumn()).toBeGreaterThan(before);
  });

  it("tells kernel positions apart, and cells from 10 pixels on", async () => {
    await open(conv);
    expect(await page.locator(".heatmap-axes .positions text").allTextContents()).toEqual([
      "0,0",
      "0,1",
      "0,2",
      "1,0",
      "1,1",
      "1,2",
      "2,0",
      "2,1",
      "2,2",
    ]);
    expect(await page.locator(".heatmap-axes .marks").getAttribute("d")).toMatch(/M/);
    const lines = () => page.locator(".heatmap-axes .grid-lines").getAttribute("d");
    expect(await lines()).toBe("");
    await press("+", "+", "+", "+");
    expect(await zoom()).toBe("12 px");
    expect(await lines()).toMatch(/^M/);
  });

  it("fits other tensors whole again, and the same one where a person has zoomed it", async () => {
    const { view } = await open(dense);
    await press("+", "+");
    await page.getByRole("slider", { name: "Prune event" }).fill("4");
    expect(await zoom()).toBe("4 px");
    await view.changed();
    await nextFrame();
    expect(await zoom()).toBe("4 px");
  });

  it("says what one pixel of a large matrix stands for", async () => {
    await open(generate({ layer: "large", shape: [1500, 1200] }), { mode: "magnitude" });
    expect(await zoom()).toBe("1 : 3");
    expect(await text(".readout")).toBe("1 pixel = 3 × 3 weights, colour = mean of their colours");
    const { x, y } = await mapBox();
    await page.mouse.move(x + 10, y + 20);
    expect(await text(".readout")).toMatch(/^rows 60–62 columns 30–32 \d+\.\d % of 9 kept/);
  });

  it("is read by screen readers as bands of density", async () => {
    await open(conv);
    await expect
      .poll(() => page.locator(".layer-body > .screen-reader caption").textContent())
      .toBe("Share of kept weights");
    await expect.poll(() => page.locator(".layer-body > .screen-reader tbody tr").count()).toBe(9 + 14);
  });
});

describe("a tensor that is read in parts", () => {
  it("comes as cells, coarse at first, and is read about", async () => {
    await open(dense, { windowed: ["fc1/kernel"], mode: "magnitude" });
    await expect.poll(() => text(".scrubber .said")).toBe("event 9 pass 24 75 % sparse");
    await press("+", "+", "+");
    await expect.poll(() => text(".legend")).toMatch(/^\|w\| ≤ [.\d]+ [.\d]+, log scale pruned$/);
    const { x, y } = await mapBox();
    const index = dense.prunedAt?.indexOf(0) ?? 0;
    await press("0");
    await page.mouse.move(x + 2 * (index % 200) + 1, y + 2 * Math.floor(index / 200) + 1);
    await expect.poll(() => text(".readout")).toMatch(/\|w\| about [.\d]+ kept/);
  });

  it("says why a part cannot be had", async () => {
    const cells: MaskInspectorHost["cells"] = () => {
      throw new Error("big.h5 is cut off after 2 GB.");
    };
    const host: MaskInspectorHost = { ...fakeHost([dense], { windowed: ["fc1/kernel"] }), cells };
    await openWebview<MaskInspectorView, MaskInspectorHost>(page, "inspector", { host });
    await expect.poll(() => text(".notice.error")).toBe("big.h5 is cut off after 2 GB.");
  });
});

describe("a tensor without a mask history", () => {
  it("has no events, and calls zeros zeros", async () => {
    await open(plain, { mode: "prunedAt" });
    expect(await page.locator(".segments button").allTextContents()).toEqual(["mask", "|w|"]);
    expect(await text(".legend")).toBe("not zero zero");
    expect(await page.locator(".scrubber").isVisible()).toBe(false);
  });
});

describe("the scrubber", () => {
  it("goes through the prune events", async () => {
    await open(dense);
    const slider = page.getByRole("slider", { name: "Prune event" });
    expect(await slider.getAttribute("aria-valuetext")).toBe("event 9, pass 24, 75.0\u202f% sparse");
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    expect(await text(".scrubber .said")).toBe("event 8 pass 21 71.6 % sparse");
    await page.keyboard.press("Home");
    expect(await text(".scrubber .said")).toBe("start before the first event 0.0 % sparse");
    expect(await text(".scrubber .current")).toBe("start");
  });

  it("shows events that have not happened, and does not go there", async () => {
    const tensor = generate({ layer: "fc1", shape: [40, 30] });
    const early = Uint16Array.from(tensor.prunedAt ?? [], (event) => (event > 4 ? 0 : event));
    await open(
      { ...tensor, prunedAt: early, events: 4 },
      {
        file: {
          run: { name: "run-1", eventPasses: eventPasses.slice(0, 4), plan: fakeHost([tensor]).open().run?.plan ?? [] },
        },
      },
    );
    expect(await page.locator(".scrubber .future").allTextContents()).toEqual(["5", "6", "7", "8", "9"]);
    const slider = page.getByRole("slider", { name: "Prune event" });
    await slider.focus();
    await page.keyboard.press("End");
    expect(await slider.inputValue()).toBe("4");
    expect(await text(".scrubber .said")).toContain("event 4 pass 9");
  });

  it("plays the history, and stops at its end", async () => {
    await open(dense);
    const slider = page.getByRole("slider", { name: "Prune event" });
    await slider.fill("7");
    await page.getByRole("button", { name: "Play the prune events" }).click();
    await expect.poll(() => slider.inputValue(), { timeout: 5000 }).toBe("9");
    await page.getByRole("button", { name: "Play the prune events" }).waitFor();
  });

  it("shows in gold what an event removes, unless motion is not wanted", async () => {
    await open(dense);
    await page.evaluate(() => document.body.classList.remove("vscode-reduce-motion"));
    await page.emulateMedia({ reducedMotion: "no-preference" });
    const slider = page.getByRole("slider", { name: "Prune event" });
    await slider.fill("3");
    await slider.fill("4");
    expect(await page.locator(".removal-flash").isVisible()).toBe(true);
    await page.locator(".removal-flash").waitFor({ state: "hidden" });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await slider.fill("5");
    expect(await page.locator(".removal-flash").isVisible()).toBe(false);
    await page.emulateMedia({ reducedMotion: null });
  });
});

describe("the mode switch", () => {
  it("is a group of radio buttons: arrows choose, and one has the tab stop", async () => {
    const { state } = await open(dense);
    await page.getByRole("radio", { name: "mask" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await text(".segments [aria-checked=true]")).toBe("|w|");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("|w|");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await text(".segments [aria-checked=true]")).toBe("pruned at");
    expect(await page.locator(".segments [tabindex='0']").count()).toBe(1);
    expect(await state()).toMatchObject({ mode: "prunedAt" });
  });
});

describe("what is saved", () => {
  const save = async (format: string) => {
    const { host } = await open(conv, { mode: "prunedAt" });
    await page.getByRole("button", { name: format, exact: true }).click();
    await expect.poll(() => host.saved.length).toBe(1);
    return host.saved[0];
  };

  it("is the map as PNG, pixel for pixel", async () => {
    const { name, content } = await save("PNG");
    expect(name).toBe("conv2-kernel-prunedAt-event-9.png");
    const bytes = content as Uint8Array;
    expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect({ width: view.getUint32(16), height: view.getUint32(20) }).toEqual(await canvasSize());
  });

  it("is the map with its axes as SVG that needs no styles from elsewhere", async () => {
    const { name, content } = await save("SVG");
    expect(name).toBe("conv2-kernel-prunedAt-event-9.svg");
    const found = await page.evaluate((source) => {
      const drawing = new DOMParser().parseFromString(source, "image/svg+xml");
      const image = drawing.querySelector("image");
      const label = [...drawing.querySelectorAll("text")].find((text) => text.textContent === "2,2");
      return {
        root: drawing.documentElement.tagName,
        title: drawing.querySelector("title")?.textContent,
        image: image?.getAttribute("href")?.slice(0, 22),
        label: label?.getAttribute("font-size"),
        fill: label?.getAttribute("fill"),
      };
    }, content as string);
    expect(found).toMatchObject({
      root: "svg",
      title: "conv2/kernel, pruned at, after event 9",
      image: "data:image/png;base64,",
      label: "11px",
    });
    expect(found.fill).toMatch(/^(rgb|color)\(/);
  });

  it("is the weights in sight as CSV, one a line, with their indices", async () => {
    const { name, content } = await save("CSV");
    expect(name).toBe("conv2-kernel-prunedAt-event-9.csv");
    const lines = (content as string).trimEnd().split("\r\n");
    expect(lines[0]).toBe("ky,kx,in,out,value,kept,pruned at event,at pass");
    expect(lines).toHaveLength(1 + 3 * 3 * 20 * 40);
    const index = conv.prunedAt?.indexOf(2) ?? 0;
    const [out, into] = [index % 40, Math.floor(index / 40)];
    expect(lines[1 + index]).toBe(
      `${Math.floor(into / 60)},${Math.floor(into / 20) % 3},${into % 20},${out},0,0,2,${eventPasses[1]}`,
    );
  });
});

/** The first column with a number above the map, from which pans can be told. */
async function firstColumn(): Promise<number> {
  return map().evaluate((node) => {
    const { left, top } = node.getBoundingClientRect();
    const event = { clientX: left + 1, clientY: top + 1, pointerId: 9 };
    node.dispatchEvent(new PointerEvent("pointermove", event));
    const parts = [...document.querySelectorAll(".readout-part")];
    node.dispatchEvent(new PointerEvent("pointerleave", event));
    const out = parts.find((part) => part.textContent?.startsWith("out"));
    return Number(out?.textContent?.slice(3));
  });
}
