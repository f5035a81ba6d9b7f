// What a run folder says that was measured.
import { readFileSync } from "node:fs";
import path from "node:path";

/** Lines that a crash has torn are no JSON. */
function eventsIn(runFolder) {
  const lines = readFileSync(path.join(runFolder, "events.ndjson"), "utf8").split("\n");
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** Whether a run has come to its end. */
export function isComplete(runFolder) {
  return eventsIn(runFolder).at(-1)?.status === "completed";
}

/** @param base that the paths of exports start from */
export function measuredIn(runFolder, base) {
  const events = eventsIn(runFolder);
  const of = (type) => events.filter((event) => event.type === type);
  // Of a pass that was interrupted and done again, the last measurement counts.
  const passes = [...new Map(of("passEnded").map((event) => [event.pass, event])).values()];
  const prunes = [...new Map(of("pruned").map((event) => [event.pass, event])).values()];
  const [started] = of("runStarted");
  const ended = of("runEnded").at(-1);
  const sum = (tensors, what) => tensors.reduce((total, tensor) => total + tensor[what], 0);
  return {
    engine: `${started.engine.name}, ${started.engine.version}, ${started.engine.detail}`,
    train: started.dataset.train,
    test: started.dataset.test,
    recalibrationBatches: started.recalibrationBatches ?? 0,
    accuracyBefore: ended.accuracyBefore,
    accuracyAfter: ended.accuracyAfter,
    sparsity: ended.sparsity,
    events: prunes.map(({ pass, tensors }) => ({
      pass,
      sparsity: 1 - sum(tensors, "kept") / sum(tensors, "size"),
    })),
    accuracies: passes.map(({ test }) => test.accuracy),
    losses: passes.map(({ test }) => test.loss),
    seconds: Math.round(passes.reduce((total, { seconds }) => total + seconds, 0)),
    exports: ended.sizes.map(({ variant, path: file, rawBytes, gzipBytes }) => ({
      variant,
      path: path.relative(base, path.join(runFolder, file)),
      rawBytes,
      gzipBytes,
    })),
  };
}
