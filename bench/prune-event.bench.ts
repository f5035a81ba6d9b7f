import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ArrayWeights } from "../src/pruning/arrayWeights.ts";
import { Pruner } from "../src/pruning/pruner.ts";
import { prunePasses } from "../src/pruning/schedule.ts";
import { describeMachine, gaussian, summarize, time } from "./timing.ts";

/**
 * One prune event, whole: threshold, mask, history, weights multiplied. Peer: torch's l1_unstructured, where a
 * `python3` (or $PYTHON) with torch is there.
 */

const sizes = [1_000_000, 10_000_000];
/** A run's events: every second pass, 17 % to 75 %. */
const target = { schedule: "log", sparsityUpperBound: 0.75, intervalPass: 2, endPass: 20 } as const;
const rounds = 3;

/** Milliseconds of each event of one run. */
function ours(size: number): number[] {
  const tensor = { name: "layer/kernel", layer: "layer", className: "Dense", role: "kernel", shape: [size] };
  const pruner = new Pruner([{ tensor, target }]);
  const weights = new ArrayWeights(new Map([[tensor.name, gaussian(size)]]));
  return prunePasses(target).map((pass) => time(() => pruner.beforePass(pass, weights)));
}

/** Milliseconds of each of `count` calls of torch.nn.utils.prune.l1_unstructured; undefined without torch. */
function torch(size: number, count: number): number[] | undefined {
  const script = fileURLToPath(new URL("../../bench/torch_prune.py", import.meta.url));
  const { status, stdout } = spawnSync(process.env.PYTHON ?? "python3", [script, String(size), String(count)], {
    encoding: "utf8",
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

console.log(describeMachine());
for (const size of sizes) {
  ours(size);
  const ourTimes: number[] = [];
  const torchTimes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ourTimes.push(...ours(size));
    torchTimes.push(...(torch(size, 5) ?? []));
  }
  const our = summarize(ourTimes);
  const perMillion = (our.median / size) * 1e6;
  console.log(
    `${size.toLocaleString("en-US")} weights: median ${our.median.toFixed(1)} ms, best ${our.minimum.toFixed(1)} ms (${perMillion.toFixed(1)} ms per million)`,
  );
  if (torchTimes.length === 0) {
    console.log("  torch: not installed, not measured");
  } else {
    const their = summarize(torchTimes);
    console.log(
      `  torch l1_unstructured: median ${their.median.toFixed(1)} ms, best ${their.minimum.toFixed(1)} ms; ratio of medians ${(their.median / our.median).toFixed(1)}`,
    );
  }
}
