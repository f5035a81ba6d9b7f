import type { Evaluation, RunEvent } from "../../runs/events.ts";
import { formatBytes, formatCount, formatDuration, formatPercent } from "./format.ts";

/** An event as a line for people; undefined for those that say nothing new. */
export function eventLine(event: RunEvent, passes: number): string | undefined {
  switch (event.type) {
    case "runStarted": {
      const { engine, model, dataset, plan } = event;
      return [
        `Engine   ${engine.name} (${engine.version}, ${engine.detail})`,
        `Model    ${model.path} · ${formatCount(model.weights)} weights`,
        `Data     ${dataset.name} · ${formatCount(dataset.train)} training, ${formatCount(dataset.test)} test examples`,
        `Pruning  ${plan.length === 0 ? "nothing: the network is trained dense" : plan.map(({ tensor }) => tensor).join(", ")}`,
      ].join("\n");
    }
    case "runResumed":
      return `Resumed in pass ${event.pass + 1} after ${event.batch} batches, from ${event.checkpoint}`;
    case "denseEvaluated":
      return `As it came: ${describe(event.test)}`;
    case "pruned": {
      const kept = event.tensors.reduce((sum, tensor) => sum + tensor.kept, 0);
      const size = event.tensors.reduce((sum, tensor) => sum + tensor.size, 0);
      return `Prune event ${event.event} before pass ${event.pass + 1}: ${formatCount(kept)} of ${formatCount(size)} weights kept (sparsity ${formatPercent(1 - kept / size)})`;
    }
    case "passEnded": {
      const number = String(event.pass + 1).padStart(String(passes).length);
      return `Pass ${number}/${passes}  training ${describe(event.train)}  ·  test ${describe(event.test)}  ·  ${formatDuration(event.seconds)}`;
    }
    case "sizesMeasured":
      return event.sizes
        .map(
          ({ variant, rawBytes, gzipBytes }) =>
            `Exported ${variant}: ${formatBytes(rawBytes)}, gzip ${formatBytes(gzipBytes)}`,
        )
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
  const lossText = `loss ${loss === null ? "–" : loss.toFixed(4)}`;
  return accuracy === null ? lossText : `${lossText}, accuracy ${formatPercent(accuracy)}`;
}
