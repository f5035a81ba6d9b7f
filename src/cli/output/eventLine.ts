import type { Evaluation, RunEvent, RunEventOf, TensorPlan } from "../../runs/events.ts";
import { bytes, count, decimal, duration, percent } from "../../runs/figures.ts";

/** An event as a line for people; undefined for those that say nothing new. */
export function eventLine(event: RunEvent): string | undefined {
  switch (event.type) {
    case "runStarted": {
      const { engine, model, dataset, plan } = event;
      return [
        `Engine   ${engine.name} (${engine.version}, ${engine.detail})`,
        `Model    ${model.path} · ${count(model.weights)} weights`,
        `Data     ${dataset.name} · ${count(dataset.train)} training, ${count(dataset.test)} test examples`,
        `Passes   ${event.passes}, counted from 0 · batches of ${event.batchSize}, seed ${event.seed}`,
        `Pruning  ${describePlan(plan)}`,
        ...recalibrationLine(event),
      ].join("\n");
    }
    case "runResumed":
      return `Resumed in pass ${event.pass} after ${event.batch} batches, from ${event.checkpoint}`;
    case "denseEvaluated":
      return `As it came: ${describe(event.test)}`;
    case "pruned": {
      const kept = event.tensors.reduce((sum, tensor) => sum + tensor.kept, 0);
      const size = event.tensors.reduce((sum, tensor) => sum + tensor.size, 0);
      return `Prune event ${event.event} before pass ${event.pass}: ${count(kept)} of ${count(size)} weights kept (sparsity ${percent(1 - kept / size, 2)})`;
    }
    case "passEnded": {
      return `Pass ${String(event.pass).padStart(3)}  training ${describe(event.train)}  ·  test ${describe(event.test)}  ·  ${duration(event.seconds)}`;
    }
    case "sizesMeasured":
      return event.sizes
        .map(({ variant, rawBytes, gzipBytes }) => `Exported ${variant}: ${bytes(rawBytes)}, gzip ${bytes(gzipBytes)}`)
        .join("\n");
    case "warning":
      return `Note: ${event.message}`;
    case "runEnded":
      return event.reason ?? undefined;
    case "passStarted":
    case "checkpointSaved":
      return undefined;
  }
}

function describe({ loss, accuracy }: Evaluation): string {
  const lossText = `loss ${decimal(loss)}`;
  return accuracy === null ? lossText : `${lossText}, accuracy ${percent(accuracy, 2)}`;
}

function recalibrationLine({ recalibrationBatches }: RunEventOf<"runStarted">): string[] {
  if (recalibrationBatches === undefined) return [];
  return [`Tests    after batch norm is re-estimated each time, on training batches: ${recalibrationBatches}`];
}

/** The tensors to be pruned by name, or where they are many their number, the first and the last. */
function describePlan(plan: readonly TensorPlan[]): string {
  const names = plan.map(({ tensor }) => tensor);
  if (names.length === 0) return "nothing: the network is trained dense";
  return names.length <= 4 ? names.join(", ") : `${names.length} tensors, ${names[0]} to ${names.at(-1)}`;
}
