import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../../src/report/report.ts";
import type { RunEvent } from "../../../src/runs/events.ts";
import { writeRun } from "../../report/writtenRun.ts";
import { launchChromium } from "../chromium.ts";
import { layoutProblems } from "../layoutProblems.ts";
import { endOfPass, event, plain, twoRules, upTo } from "./states.ts";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), "report-"));
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens the report of a run from its file, in a browser that has no network. */
async function openReport(
  events: readonly RunEvent[],
  { budget, without, ...options }: BrowserContextOptions & { readonly budget?: number; readonly without?: string } = {},
): Promise<{ page: Page; errors: string[] }> {
  const run = await mkdtemp(join(folder, "run-"));
  await writeRun(run, events);
  const file = join(run, "report.html");
  await writeReport(run, file, budget);
  const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  if (without !== undefined) await page.addInitScript((name) => Reflect.deleteProperty(window, name), without);
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (line) => {
    if (line.type() === "error") errors.push(line.text());
  });
  await page.goto(`file://${file}`);
  await page.waitForSelector("main");
  return { page, errors };
}

const textOf = async (page: Page, selector: string) => {
  const [first = ""] = await page.locator(selector).allInnerTexts();
  return plain(first).replace(/\s+/g, " ").trim();
};

describe("the report, opened from its file", () => {
  it("shows what the panel shows, without a network and without controls", async () => {
    const { page, errors } = await openReport(twoRules());
    await page.waitForSelector(".thumbnail");
    expect(await textOf(page, ".figures")).toContain("sparsity, pruned layers 50.0 %");
    expect(await page.locator(".layers tbody tr").count()).toBe(4);
    expect(await textOf(page, ".scrubber .said")).toContain("event 4");
    await page.locator(".scrubber input").fill("2");
    await expect.poll(() => textOf(page, ".layers tbody tr")).toContain("15.0 %");
    expect(
      await page
        .getByRole("button", { name: /Pause|Stop;|Resume/ })
        .filter({ visible: true })
        .count(),
    ).toBe(0);
    await page.getByRole("button", { name: "More actions" }).click();
    expect(await page.getByRole("menuitem").allInnerTexts()).toEqual([
      "Save Chart as SVG…",
      "Save Chart as PNG…",
      "Save Passes as CSV…",
      "Save Layers as CSV…",
    ]);
    expect(errors).toEqual([]);
  });

  it("hands its numbers over as a file", async () => {
    const { page } = await openReport(twoRules());
    await page.getByRole("button", { name: "More actions" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: "Save Passes as CSV…" }).click();
    expect((await download).suggestedFilename()).toMatch(/^run-.*-passes\.csv$/);
  });

  it("says of a run that was going on, or died, what it was then", async () => {
    const { page } = await openReport(upTo(twoRules(), event(3)));
    expect(await textOf(page, ".status")).toBe("Interrupted");
    expect(await textOf(page, "main .message")).toContain("The process ended before the run was over.");
    expect(await page.locator("main .message vscode-button").isVisible()).toBe(false);
  });

  it("shows means of blocks where it has no single weights, and says so", async () => {
    const { page, errors } = await openReport(twoRules(), { budget: 0 });
    await page.waitForSelector(".heatmap-map");
    expect(await textOf(page, "footer")).toContain(
      "it has no single weights of conv0/kernel, conv1/kernel, conv2/kernel and conv3/kernel",
    );
    expect(await textOf(page, ".coarse")).toBe("This report has only means of 1×1 weights of this layer.");
    await page.locator(".scrubber input").fill("1");
    await expect.poll(() => textOf(page, ".scrubber .said")).toContain("7 % sparse");
    expect(errors).toEqual([]);
  });

  it("follows the colours that the reader's system prefers, and prints on white", async () => {
    const { page } = await openReport(twoRules(), { colorScheme: "dark" });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await paper()).toBe("rgb(31, 31, 31)");
    await page.emulateMedia({ media: "print" });
    await expect.poll(paper).toBe("rgb(255, 255, 255)");
    expect(await page.getByRole("button", { name: "More actions" }).isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen", colorScheme: "light", contrast: "more" });
    await expect.poll(() => page.evaluate(() => document.body.className)).toContain("vscode-high-contrast-light");
  });

  it("works in a browser that knows no idleness", async () => {
    const { page, errors } = await openReport(twoRules(), { without: "requestIdleCallback" });
    await page.waitForSelector(".thumbnail");
    await expect.poll(() => textOf(page, ".layers tfoot .dead-filters")).toBe("0");
    expect(errors).toEqual([]);
  });

  it("is a page for a run that has said nothing", async () => {
    const { page, errors } = await openReport([]);
    expect(await textOf(page, "main")).toContain("What will appear here");
    expect(errors).toEqual([]);
  });

  it("fits every width", async () => {
    for (const width of [300, 560, 1000, 1400]) {
      const { page } = await openReport(upTo(twoRules(), endOfPass(8)), { viewport: { width, height: 800 } });
      await page.waitForSelector(".heatmap-map");
      expect(await layoutProblems(page), `${width} px`).toEqual([]);
    }
  });
});
