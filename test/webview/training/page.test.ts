import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/runs/events.ts";
import { openBrowser } from "../browser.ts";
import { openPanel } from "./open.ts";
import { endedAs, endOfPass, event, live, over, plain, twoRules, upTo } from "./states.ts";

let page: Page;
let closeBrowser: () => Promise<void>;
beforeAll(async () => {
  ({ page, close: closeBrowser } = await openBrowser());
});
afterAll(() => closeBrowser());

const run = twoRules();

const open = (events: readonly RunEvent[], wishes?: Parameters<typeof openPanel>[2]) => openPanel(page, events, wishes);

/** What is seen of the first such element, on one line. */
const text = async (selector: string) => {
  const [first = ""] = await page.locator(selector).allInnerTexts();
  return plain(first).replace(/\s+/g, " ").trim();
};
const visibleButtons = () =>
  page
    .locator("main > header vscode-button:visible")
    .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
const figure = (place: number) => text(`.figures div:nth-child(${place})`);
const pressInMenu = async (name: string) => {
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name }).click();
};

describe("the states of a run", () => {
  const beforeEvent3 = upTo(run, endOfPass(4));

  it("says what will appear while there is nothing", async () => {
    const { errors } = await open([]);
    expect(await text(".status")).toBe("Starting");
    expect(await text(".expected")).toContain("Model size dense before the first pass, pruned when the run ends");
    expect(await page.locator(".sections").isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it("shows how far a live run is, and lets it be paused and stopped", async () => {
    const { host, errors } = await open(beforeEvent3, { liveness: live(55) });
    expect(await text(".progress-row")).toBe("Running pass 5 of 12 batch 5 of 10 49.0 s a pass · 5 min 19 s left");
    expect(await visibleButtons()).toEqual(["Pause after this batch", "Stop; the run can be resumed", "More actions"]);
    await page.getByRole("button", { name: "Pause after this batch" }).click();
    await page.getByRole("button", { name: "Stop; the run can be resumed" }).click();
    await expect.poll(() => host.asked).toEqual(["control pause", "control stop"]);
    expect(errors).toEqual([]);
  });

  it("lets a paused run go on", async () => {
    const { host } = await open(beforeEvent3, { liveness: live(55, true) });
    expect(await text(".status")).toBe("Paused");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect.poll(() => host.asked).toEqual(["control continue"]);
  });

  it("says why a run failed, and resumes it from its newest checkpoint", async () => {
    const failed = endedAs(beforeEvent3, "failed", "The loss is no longer a number in pass 5, batch 3.");
    const { host } = await open(failed, { liveness: over });
    expect(await text("main .message.error")).toContain(
      "The loss is no longer a number in pass 5, batch 3. Its newest checkpoint is after pass 3.",
    );
    await page.getByRole("button", { name: "Resume from Checkpoint" }).click();
    await expect.poll(() => host.asked).toEqual(["resume"]);
  });

  it("tells the cause of an interruption", async () => {
    await open(beforeEvent3, { liveness: { state: "ended", cause: "The trainer process was ended by SIGKILL." } });
    expect(await text(".status")).toBe("Interrupted");
    expect(await text("main .message.warning")).toContain("The trainer process was ended by SIGKILL.");
  });

  it("does not offer in restricted mode what it may not do, and says why", async () => {
    await open(beforeEvent3, { liveness: over, cannotRun: "Trust this workspace to resume runs." });
    expect(await text("main .message.warning")).toContain("Trust this workspace to resume runs.");
    expect(await page.getByRole("button", { name: "Resume from Checkpoint" }).isVisible()).toBe(false);
  });

  it("watches a run of somebody else without controls", async () => {
    await open(beforeEvent3, { liveness: { state: "unreachable" } });
    expect(await text("main .message")).toContain("It can be watched here, not controlled.");
    expect(await visibleButtons()).toEqual(["More actions"]);
  });

  it("shows a run without rules by its accuracy", async () => {
    const { errors } = await open(upTo(twoRules({ passes: 12, tensors: 0, interval: 3, warnings: [] }), endOfPass(4)));
    expect(await figure(1)).toBe("sparsity – no rule prunes a layer");
    expect(await page.locator(".timeline .title").allTextContents()).toEqual(["test accuracy", "loss"]);
    expect(await page.locator(".layers-section").isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it("says what the extension refused", async () => {
    const { errors } = await open(beforeEvent3, { liveness: live(55), refuses: "The trainer does not answer." });
    await page.getByRole("button", { name: "Pause after this batch" }).click();
    await expect.poll(() => text('[role="alert"]')).toBe("The trainer does not answer.");
    await page.getByRole("button", { name: "Put away" }).click();
    expect(await page.locator('[role="alert"]').isVisible()).toBe(false);
    expect(errors).toEqual([]);
  });

  it("folds many warnings behind the newest", async () => {
    await open(upTo(twoRules({ passes: 12, tensors: 2, interval: 3, warnings: [1, 2, 3] }), endOfPass(4)));
    expect(await text(".warnings summary")).toContain("4 warnings newest: pass 3");
    await page.locator(".warnings summary").click();
    expect(await page.locator(".warnings li:visible").count()).toBe(4);
  });
});

describe("a run that goes on", () => {
  it("follows the events: figures, timeline, layers, and the masks once they can be read", async () => {
    const before = upTo(run, endOfPass(5));
    const { host, view, errors } = await open(before, { liveness: live(60) });
    await page.waitForSelector(".heatmap-map");
    expect(await figure(4)).toBe("next prune event pass 6 event 3 of 4");
    expect(await text(".scrubber .said")).toContain("event 2");

    const after = upTo(run, event(3));
    host.tell(after);
    await view.add(after.slice(before.length));
    await expect.poll(() => figure(1)).toContain("22.0 %");
    expect(await figure(2)).toContain("not since event 3");
    expect(await page.locator(".timeline .event.held").count()).toBe(3);
    expect(await text(".layers tbody tr")).toContain("22.0 % 21.0 %");
    // An event is told before its masks are written.
    expect(await text(".scrubber .said")).toContain("event 2");

    await view.masksChanged();
    await expect.poll(() => text(".scrubber .said")).toContain("event 3");
    await expect.poll(() => text(".layers tbody tr")).toContain("2 of 10");
    expect(errors).toEqual([]);
  });

  it("moves the line that says now inside a pass", async () => {
    const { view } = await open(upTo(run, endOfPass(4)), { liveness: live(50) });
    const place = async () => Number(await page.locator(".timeline .now").getAttribute("x1"));
    const start = await place();
    await view.liveness(live(58));
    await expect.poll(place).toBeGreaterThan(start);
    expect(await text(".batches")).toBe("batch 8 of 10");
  });

  it("stays at an earlier event that somebody looks at, while newer ones come", async () => {
    const before = upTo(run, event(2));
    const { host, view } = await open(before);
    await page.waitForSelector(".heatmap-map");
    await page.locator(".scrubber input").fill("1");
    expect(await text(".layers-section .heading")).toContain("after event 1, before pass 0");
    const after = upTo(run, event(3));
    host.tell(after);
    await view.add(after.slice(before.length));
    await view.masksChanged();
    await expect.poll(() => figure(4)).toContain("pass 9");
    expect(await text(".layers-section .heading")).toContain("after event 1, before pass 0");
    expect(await text(".sizes-section .heading")).toContain("now, whatever event is shown");
  });
});

describe("one selection", () => {
  it("shows a layer everywhere that is selected anywhere, and keeps it for the next time", async () => {
    const { state } = await open(run, { liveness: over });
    await page.waitForSelector(".thumbnail");
    const shown = async () => ({
      row: await text(".layers tr.selected .name"),
      layer: await text(".layer-head h2"),
      picture: await text('.thumbnail[aria-pressed="true"] b'),
    });
    await page.locator(".layers tbody tr", { hasText: "conv2" }).click();
    expect(await shown()).toEqual({ row: "conv2", layer: "conv2", picture: "conv2" });
    await page.locator(".thumbnail", { hasText: "conv3" }).click();
    expect(await shown()).toEqual({ row: "conv3", layer: "conv3", picture: "conv3" });
    const kept = await state();
    await open(run, { liveness: over, state: kept });
    expect(await text(".layers tr.selected .name")).toBe("conv3");
  });

  it("shows an event everywhere that is selected anywhere, while the key figures stay at now", async () => {
    await open(run, { liveness: over });
    await page.waitForSelector(".heatmap-map");
    const selectedPlace = () => page.locator(".timeline path.selected-event").getAttribute("transform");
    const newest = await selectedPlace();
    await page.locator(".scrubber input").fill("2");
    expect(await selectedPlace()).not.toBe(newest);
    expect(await text(".layers tbody tr")).toContain("15.0 % 14.0 %");
    expect(await figure(1)).toContain("50.0 %");
    const mark = await page.locator(".timeline .event").nth(2).boundingBox();
    await page.mouse.click((mark?.x ?? 0) + 4, (mark?.y ?? 0) + 4);
    await expect.poll(() => text(".scrubber .said")).toContain("event 3");
  });
});

describe("the timeline", () => {
  const plot = () => page.getByRole("slider", { name: "Passes done" });
  const values = () => text(".values");

  it("reads the values under the pointer, at a fixed place", async () => {
    await open(upTo(run, event(3)), { liveness: live(60) });
    const box = await plot().boundingBox();
    const line = await page.locator(".timeline .now").getAttribute("x1");
    await page.mouse.move((box?.x ?? 0) + Number(line), (box?.y ?? 0) + 80);
    expect(await values()).toBe(
      "passes done 6 event 3 pointwise 22.0 % dense 22.0 % accuracy 83.3 % test loss 0.167 train loss 0.167",
    );
    await page.mouse.move((box?.x ?? 0) + Number(line) + 60, (box?.y ?? 0) + 80);
    expect(await values()).toMatch(
      /passes done [78] event – pointwise asked 71.8 % dense asked 71.8 % accuracy – test loss – train loss –/,
    );
  });

  it("moves by keys, and says where it is", async () => {
    await open(run, { liveness: over });
    await plot().focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await values()).toContain("passes done 3 event 2 pointwise 15.0 %");
    expect(plain((await plot().getAttribute("aria-valuetext")) ?? "")).toContain("3 passes done, prune event 2");
    await page.keyboard.press("Enter");
    await expect.poll(() => text(".scrubber .said")).toContain("event 2");
    await page.keyboard.press("End");
    expect(await values()).toContain("passes done 12");
  });

  it("shows the passes that are dragged over, and all of them again by a button", async () => {
    await open(run, { liveness: over });
    const all = page.getByRole("button", { name: "All passes" });
    const ticks = () => page.locator(".pass-axis text").allTextContents();
    expect(await all.isVisible()).toBe(false);
    const box = await plot().boundingBox();
    const x = (share: number) => (box?.x ?? 0) + 44 + share * ((box?.width ?? 0) - 180);
    await page.mouse.move(x(0.5), (box?.y ?? 0) + 60);
    await page.mouse.down();
    await page.mouse.move(x(0.8), (box?.y ?? 0) + 60, { steps: 4 });
    expect(await page.locator(".timeline .brush").isVisible()).toBe(true);
    await page.mouse.up();
    expect(await page.locator(".timeline .brush").isVisible()).toBe(false);
    expect(await ticks()).not.toContain("0");
    await all.click();
    expect(await ticks()).toContain("0");
  });

  it("zooms by keys", async () => {
    await open(run, { liveness: over });
    await plot().focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("+");
    const zoomed = await page.locator(".pass-axis text").allTextContents();
    expect(zoomed).not.toContain("12");
    await page.keyboard.press("0");
    expect(await page.locator(".pass-axis text").allTextContents()).toContain("12");
  });

  it("has its numbers in a table, which grows with the run", async () => {
    const before = upTo(run, endOfPass(3));
    const { view } = await open(before);
    await page.locator(".numbers summary").click();
    const rows = page.getByRole("table", { name: "Sparsity, accuracy and loss by passes done" }).locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(5);
    await view.add(upTo(run, endOfPass(4)).slice(before.length));
    await expect.poll(() => rows.count()).toBe(6);
    expect(plain((await rows.nth(5).textContent()) ?? "")).toBe(
      "5–15.0 %, asked 60.5 %15.0 %, asked 60.5 %80.0 %0.2000.200",
    );
  });
});

describe("the layer table", () => {
  const names = () => page.locator(".layers tbody .name").allInnerTexts();

  it("sorts by a column, and by the network's order again", async () => {
    await open(run, { liveness: over });
    await page.locator(".layers th", { hasText: "reached" }).getByRole("button").click();
    expect(await page.locator(".layers th", { hasText: "reached" }).getAttribute("aria-sort")).toBe("descending");
    await page.locator(".layers th", { hasText: "layer" }).getByRole("button").click();
    expect(await names()).toEqual(["conv0", "conv1", "conv2", "conv3"]);
    await page.locator(".layers th", { hasText: "layer" }).getByRole("button").click();
    expect(await names()).toEqual(["conv3", "conv2", "conv1", "conv0"]);
  });

  it("moves by keys and opens a layer's masks", async () => {
    const { host } = await open(run, { liveness: over });
    await page.getByRole("grid", { name: "Pruned layers" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await text(".layer-head h2")).toBe("conv2");
    await page.keyboard.press("End");
    expect(await text(".layer-head h2")).toBe("conv3");
    await page.keyboard.press("Enter");
    await expect.poll(() => host.asked).toEqual(["openMasks conv3/kernel"]);
  });

  it("draws only what is in view of 300 layers, under a head that stays", async () => {
    const many = upTo(twoRules({ passes: 12, tensors: 300, interval: 3, warnings: [] }), event(2));
    await open(many);
    expect(await page.locator(".layers tbody tr[data-tensor]").count()).toBeLessThan(70);
    await page.getByRole("grid", { name: "Pruned layers" }).focus();
    await page.keyboard.press("End");
    expect(await text(".layers tr.selected .name")).toBe("conv299");
    const row = await page.locator(".layers tr.selected").boundingBox();
    const scroll = await page.locator(".layers-scroll").boundingBox();
    const head = await page.locator(".layers thead th").first().boundingBox();
    const foot = await page.locator(".layers tfoot td").first().boundingBox();
    expect(head?.y).toBeCloseTo(scroll?.y ?? 0, 0);
    expect(row?.y ?? 0).toBeGreaterThanOrEqual((head?.y ?? 0) + (head?.height ?? 0) - 1);
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual((foot?.y ?? 0) + 1);
  });

  it("counts dead filters once the masks have been read", async () => {
    await open(upTo(run, event(3)));
    await expect
      .poll(() => page.locator(".layers tbody .dead-filters").allInnerTexts())
      .toEqual(Array(4).fill("2 of 10"));
    expect(await text(".layers tfoot .dead-filters")).toBe("8");
  });
});

describe("taking things away", () => {
  it("saves the chart as a drawing that stands by itself", async () => {
    const { host, errors } = await open(run, { liveness: over });
    await pressInMenu("Save Chart as SVG…");
    await expect.poll(() => host.saved.length).toBe(1);
    const [{ name, content }] = host.saved;
    expect(name).toBe("run-1.svg");
    const problems = await page.evaluate((drawing) => {
      const parsed = new DOMParser().parseFromString(drawing, "image/svg+xml");
      const lines = [...parsed.querySelectorAll("path, line, text")];
      return (
        [...parsed.querySelectorAll("parsererror")].length + lines.filter((one) => !one.getAttribute("fill")).length
      );
    }, content as string);
    expect(problems).toBe(0);
    expect(errors).toEqual([]);
  });

  it("saves it as PNG, and the numbers as CSV", async () => {
    const { host, errors } = await open(run, { liveness: over });
    await pressInMenu("Save Chart as PNG…");
    await pressInMenu("Save Passes as CSV…");
    await pressInMenu("Save Layers as CSV…");
    await expect
      .poll(() => host.saved.map(({ name }) => name).sort())
      .toEqual(["run-1-layers.csv", "run-1-passes.csv", "run-1.png"]);
    const png = host.saved.find(({ name }) => name === "run-1.png")?.content as Uint8Array;
    expect([...Array.from({ length: 4 }, (_, i) => png[i])]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(host.saved.find(({ name }) => name === "run-1-passes.csv")?.content).toContain("\r\n3,2,");
    expect(errors).toEqual([]);
  });

  it("asks the extension for what only it can do", async () => {
    const { host } = await open(run, { liveness: over });
    for (const name of ["Show Rule in Recipe", "Inspect Layer Masks", "Export Report…", "Show Run Folder"])
      await pressInMenu(name);
    await expect
      .poll(() => host.asked)
      .toEqual(["showRule conv0/kernel", "openMasks conv0/kernel", "exportReport", "showFolder"]);
  });

  it("opens its menu by keys and gives the focus back", async () => {
    await open(run, { liveness: over });
    await page.getByRole("button", { name: "More actions" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Save Layers as CSV…");
    await page.keyboard.press("Escape");
    expect(await page.locator(".menu").isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("More actions");
  });
});
