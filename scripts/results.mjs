// Makes docs/results.md and its chart of what cross-validated runs have written into docs/results.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./importTypeScript.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const folder = "docs/results";
const { foldsResult, formsResult, trialsResult } = await importTypeScript("bench/accuracy/results.ts");
const { timelineChart } = await importTypeScript("bench/accuracy/timelineChart.ts");
const { resultsPage } = await importTypeScript("bench/accuracy/page.ts");

function read(name, schema) {
  return schema.parse(JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
}

const [folds, trials] = [read("flowers17", foldsResult), read("flowers17-trials", trialsResult)];
const forms = read("flowers17-forms", formsResult);
writeFileSync(`${folder}/flowers17-timeline.svg`, timelineChart(folds.timeline));
writeFileSync("docs/results.md", resultsPage(folds, trials, forms, "results/flowers17-timeline.svg"));
