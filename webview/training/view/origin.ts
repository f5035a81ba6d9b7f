import { count } from "../../../src/runs/figures.ts";
import type { RunState } from "../../../src/runs/runState.ts";
import { element } from "../../shared/dom.ts";
import { plural } from "../model/wording.ts";

export interface Origin {
  readonly node: HTMLElement;
  update(state: RunState): void;
}

/** What it takes to do the run again, folded away. */
export function createOrigin(): Origin {
  const list = element("dl");
  const node = element("details", { class: "origin" }, element("summary", {}, "How this run was made"), list);
  let shown = "";
  return {
    node,
    update(state) {
      node.hidden = !state.started;
      const facts = factsOf(state);
      const key = JSON.stringify(facts);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
    },
  };
}

function factsOf({ started, resumes }: RunState): [string, string][] {
  if (!started) return [];
  const { engine, model, dataset, batchSize, seed, time } = started;
  const facts: [string, string][] = [
    ["Started", `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`],
    ["Engine", `${engine.name}, ${engine.version}, ${engine.detail}`],
    ["Model", `${model.path}, ${count(model.weights)} weights`],
    ["Model SHA-256", model.sha256],
    ["Data", `${dataset.name}, ${count(dataset.train)} training and ${count(dataset.test)} test examples`],
    ["Data SHA-256", dataset.sha256],
    ["Batch size", count(batchSize)],
    ["Seed", String(seed)],
  ];
  if (started.recalibrationBatches !== undefined) {
    facts.push(["Batch norm", `re-estimated before each test, batches: ${started.recalibrationBatches}`]);
  }
  if (dataset.decoder !== undefined) facts.push(["Images decoded by", dataset.decoder]);
  if (resumes > 0) facts.push(["Resumed", plural(resumes, "time")]);
  return facts;
}
