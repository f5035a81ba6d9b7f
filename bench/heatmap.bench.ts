import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ArrayWeights } from "../src/pruning/arrayWeights.ts";
import { Pruner } from "../src/pruning/pruner.ts";
import { prunePasses, type SparsityTarget } from "../src/pruning/schedule.ts";
import { launchChromium } from "../test/webview/chromium.ts";
import type { HeatmapTimes, PrunedMatrix } from "./heatmapPage.ts";
import { describeMachine, gaussian } from "./timing.ts";

/**
 * The heatmap of a tensor of 4 million weights in a real browser: first paint from the values as they come from the
 * host, then gestures as a person makes them, each until its frame is painted. The browser paints without a graphics
 * card.
 */

/** From the bundle in .cache/bench. */
const root = new URL("../../", import.meta.url);
const side = 2048;
const steps = 60;
const rounds = 3;
const target: SparsityTarget = { schedule: "log", sparsityUpperBound: 0.75, intervalPass: 3, endPass: 24 };
const viewport = { width: 1400, height: 900 };

function prunedMatrix(): PrunedMatrix {
  const tensor = { name: "layer/kernel", layer: "layer", className: "Dense", role: "kernel", shape: [side, side] };
  const weights = gaussian(side * side);
  const pruner = new Pruner([{ tensor, target }]);
  const arrays = new ArrayWeights(new Map([[tensor.name, weights]]));
  const passes = prunePasses(target);
  for (const pass of passes) pruner.beforePass(pass, arrays);
  return { side, weights, prunedAt: pruner.history.prunedAt.get(tensor.name) ?? new Uint16Array(), passes };
}

async function pageScript(): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    entryPoints: ["bench/heatmapPage.ts", "webview/shared/base.css"].map((path) => fileURLToPath(new URL(path, root))),
    outdir: "/",
    write: false,
    bundle: true,
    format: "iife",
    target: "chrome120",
    logLevel: "warning",
  });
  const textOf = (ending: string) =>
    outputFiles
      .filter(({ path }) => path.endsWith(ending))
      .map(({ text }) => text)
      .join("\n");
  return { script: textOf(".js"), style: textOf(".css") };
}

/** The share-th of sorted numbers. */
function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function line(name: string, times: readonly number[]): string {
  const figures = [quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)];
  return `  ${name.padEnd(34)}${figures.map((figure) => figure.toFixed(1).padStart(10)).join("")}`;
}

console.log(`${describeMachine()}\n${side} × ${side} weights, milliseconds`);
const { script, style } = await pageScript();
const matrix = prunedMatrix();
const browser = await launchChromium();
console.log(`  Chromium ${browser.version()}`);
for (const mode of ["mask", "magnitude", "prunedAt"] as const) {
  const times: HeatmapTimes[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measureInNewPage(mode));
  console.log(`${mode.padEnd(36)}    median       p95       max`);
  console.log(
    line(
      `first paint, ${rounds} new pages`,
      times.map(({ firstPaint }) => firstPaint),
    ),
  );
  console.log(
    line(
      `${steps} zoom steps, whole to values`,
      times.flatMap(({ zoom }) => zoom),
    ),
  );
  console.log(
    line(
      `${steps} pan steps, 1 pixel a weight`,
      times.flatMap(({ pan }) => pan),
    ),
  );
  console.log(
    line(
      `${matrix.passes.length} prune events, whole`,
      times.flatMap(({ scrub }) => scrub),
    ),
  );
}
await browser.close();

/** A new page each time: code that has run before is faster. */
async function measureInNewPage(mode: string): Promise<HeatmapTimes> {
  const page = await browser.newPage({ viewport });
  await page.setContent(`<body class="vscode-dark"><style>${style}</style></body>`);
  await page.addScriptTag({ content: script });
  const times = await page.evaluate(
    ([given, mode, steps]) => (globalThis as unknown as BenchPage).measure(given, mode, steps),
    [matrix, mode, steps] as const,
  );
  await page.close();
  return times;
}

interface BenchPage {
  measure(matrix: PrunedMatrix, mode: string, steps: number): Promise<HeatmapTimes>;
}
