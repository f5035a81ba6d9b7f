import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ArrayWeights } from "../src/pruning/arrayWeights.ts";
import { Pruner } from "../src/pruning/pruner.ts";
import { prunePasses } from "../src/pruning/schedule.ts";
import { python } from "./python.ts";
import { type PruneEventResult, today, writeResult } from "./results.ts";
import { describeMachine, gaussian, summarize, time } from "./timing.ts";

/**
 * One prune event, whole: threshold, mask, history, weights multiplied. Peer: l1_unstructured of the torch in the Python
 * that BENCH_PYTHON names, else `python3`.
 *
 *     npm run bench -- prune-event [--json FILE]
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

const peerAnswer = z.object({ version: z.string(), times: z.array(z.number()) });

/** Of `count` calls of torch.nn.utils.prune.l1_unstructured; undefined without torch. */
function torch(size: number, count: number): z.infer<typeof peerAnswer> | undefined {
  const script = fileURLToPath(new URL("../../bench/torch_prune.py", import.meta.url));
  const { status, stdout } = spawnSync(python, [script, String(size), String(count)], { encoding: "utf8" });
  return status === 0 ? peerAnswer.parse(JSON.parse(stdout)) : undefined;
}

function measure(size: number): PruneEventResult["sizes"][number] {
  ours(size);
  const ourTimes: number[] = [];
  const torchTimes: number[] = [];
  let version = "";
  for (let round = 0; round < rounds; round++) {
    ourTimes.push(...ours(size));
    const answer = torch(size, 5);
    torchTimes.push(...(answer?.times ?? []));
    version = answer?.version ?? version;
  }
  const peer = torchTimes.length > 0 ? { version, time: summarize(torchTimes) } : null;
  return { weights: size, ours: summarize(ourTimes), torch: peer };
}

const { values } = parseArgs({ options: { json: { type: "string" } } });
const result: PruneEventResult = { benchmark: "prune-event", date: today(), machine: describeMachine(), sizes: [] };
console.log(result.machine);
for (const size of sizes) {
  const { ours, torch } = measure(size);
  result.sizes.push({ weights: size, ours, torch });
  const perMillion = (ours.median / size) * 1e6;
  console.log(
    `${size.toLocaleString("en-US")} weights: median ${ours.median.toFixed(1)} ms, best ${ours.minimum.toFixed(1)} ms (${perMillion.toFixed(1)} ms per million)`,
  );
  console.log(
    torch
      ? `  torch ${torch.version}, l1_unstructured: median ${torch.time.median.toFixed(1)} ms, best ${torch.time.minimum.toFixed(1)} ms; ratio of medians ${(torch.time.median / ours.median).toFixed(1)}`
      : "  torch: not installed, not measured",
  );
}
if (values.json) writeResult(values.json, result);
