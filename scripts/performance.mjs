// Makes docs/performance.md and its chart of what the benchmarks `train` and `prune-event` wrote into docs/performance.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const folder = "docs/performance";
const { pruneEventResult, trainResult } = await importTypeScript("bench/results.ts");
const { stepChart } = await importTypeScript("bench/performance/chart.ts");
const { performancePage } = await importTypeScript("bench/performance/page.ts");

function read(name, schema) {
  return schema.parse(JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
}

const train = read("train", trainResult);
writeFileSync(`${folder}/steps.svg`, stepChart(train));
writeFileSync(
  "docs/performance.md",
  performancePage(train, read("prune-event", pruneEventResult), "performance/steps.svg"),
);
