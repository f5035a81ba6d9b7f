import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { RunEvent } from "../src/runs/events.ts";
import { launchChromium } from "../test/webview/chromium.ts";
import { runWith } from "../test/webview/training/states.ts";
import type { measurePanel, PanelTimes } from "./panelPage.ts";
import { describeMachine } from "./timing.ts";

/**
 * The training panel of a long run in a real browser: 1,000 passes of a network with 100 pruned layers, replayed when the
 * panel opens, then event by event: of each the longest frame it makes. The browser paints without a graphics card.
 */

/** From the bundle in .cache/bench. */
const root = new URL("../../", import.meta.url);
const passes = 1000;
const layers = 100;
/** Passes that are watched live. */
const watched = 30;
const rounds = 3;

async function bundle(path: string): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(path, root))],
    outdir: "/",
    write: false,
    bundle: true,
    format: "iife",
    target: "chrome120",
    minify: true,
    logLevel: "warning",
  });
  const textOf = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return { script: textOf(".js"), style: textOf(".css") };
}

const [panel, harness] = await Promise.all([bundle("webview/training/main.ts"), bundle("bench/panelPage.ts")]);
const run = runWith(
  (_, place) => ({ rule: place % 2, select: place % 2 === 0 ? "pointwise" : "dense", endPass: passes }),
  { passes, tensors: layers, interval: 3, warnings: [] },
);
const split = run.findIndex((event) => event.type === "passStarted" && event.pass === passes - watched);
const before = run.slice(0, split);
const after = run.slice(split, run.findIndex((event) => event.type === "passEnded" && event.pass === passes - 1) + 1);

console.log(`${describeMachine()}\n${passes} passes, ${layers} layers, ${run.length} events; milliseconds`);
const browser = await launchChromium();
console.log(`  Chromium ${browser.version()}`);
const all: PanelTimes[] = [];
for (let round = 0; round < rounds; round++) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent(`<body class="vscode-dark"><style>${panel.style}</style></body>`);
  await page.addScriptTag({ content: harness.script });
  all.push(
    await page.evaluate(
      ([before, after, script]) => {
        const { measurePanel: measure } = globalThis as unknown as { measurePanel: typeof measurePanel };
        // The script itself is compiled in the time that is measured.
        return measure(before, after, () => new Function(script)());
      },
      [before, after, panel.script] as const satisfies readonly [RunEvent[], RunEvent[], string],
    ),
  );
  await page.close();
}
await browser.close();

const medianOf = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
console.log(`  open and replay all    median ${medianOf(all.map(({ replay }) => replay)).toFixed(0)}`);
for (const type of Object.keys(all[0]?.live ?? {})) {
  const times = all.flatMap(({ live }) => live[type] ?? []).toSorted((a, b) => a - b);
  const figures = [medianOf(times), times[Math.floor(times.length * 0.95)] ?? Number.NaN, times.at(-1) ?? Number.NaN];
  const [median, p95, most] = figures.map((figure) => figure.toFixed(1));
  console.log(`  one ${type.padEnd(18)} median ${median}, p95 ${p95}, most ${most}`);
}
