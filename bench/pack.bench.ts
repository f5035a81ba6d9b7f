import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { openWholeModel } from "../src/models/openWhole.ts";
import { type Int8Scales, packModel } from "../src/models/packed/write.ts";
import type { WholeModel } from "../src/models/wholeModel.ts";
import { packed } from "../src/packed/read/load.ts";
import { demoModel, tenMillion } from "./pack/demoModel.ts";
import { describeMachine, summarize, time } from "./timing.ts";

/**
 * Bytes of a packed model beside what compressors make of the same weights, and what packing and loading take:
 *
 *     npm run bench -- pack [MODEL …]
 *
 * Without a model: the original demo's network, and ten million weights. Compressors that are not installed are left out.
 */

const repetitions = 5;
const { positionals } = parseArgs({ allowPositionals: true });
console.log(describeMachine());
if (positionals.length > 0) for (const path of positionals) await report(path, (await openWholeModel(path)).model);
else {
  await report("MobileNet 1.0, 102 classes; pointwise 0.75, the last 0.8", demoModel());
  // Compressors would take minutes for what the first network shows.
  await report("10 million weights; 0.75", tenMillion(), []);
}

async function report(title: string, model: WholeModel, others?: readonly Row[]): Promise<void> {
  const raw = Buffer.concat(model.weights.map(({ values }) => new Uint8Array(values.buffer)));
  console.log(`\n${title}: ${raw.length} bytes as float32`);
  for (const [name, bytes, note = ""] of [...(others ?? compressors(raw)), ...(await packings(model))]) {
    const share = ((100 * bytes) / raw.length).toFixed(2);
    console.log(`${name.padEnd(24)} ${String(bytes).padStart(10)} ${share.padStart(6)} %  ${note}`);
  }
}

type Row = readonly [name: string, bytes: number, note?: string];

function compressors(raw: Buffer): Row[] {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const outside = (command: string, ...options: string[]): Row[] => {
    const { stdout, status } = spawnSync(command, options, { input: raw, maxBuffer: 2 ** 30 });
    return status === 0 ? [[[command, ...options].join(" "), stdout.length]] : [];
  };
  return [
    ["gzip -9", gzipSync(raw, { level: 9 }).length],
    ["brotli -11", brotliCompressSync(raw, { params }).length],
    ...outside("xz", "-9e"),
    ...outside("zstd", "-19"),
  ];
}

async function packings(model: WholeModel): Promise<Row[]> {
  const rows: Row[] = [];
  for (const int8 of [undefined, "channel", "tensor"] as const) rows.push(await packing(model, int8));
  return rows;
}

async function packing(model: WholeModel, int8: Int8Scales | undefined): Promise<Row> {
  const pack = () => packModel(model, { int8, folded: false });
  const file = Buffer.concat(pack().pieces);
  const notes = [`packed in ${median(Array.from({ length: repetitions }, () => time(pack)))}`];
  if (model.topology) notes.push(`loaded in ${median(await loadingTimes(file))}`);
  return [int8 ? `packed, int8 a ${int8}` : "packed, bit for bit", file.length, notes.join(", ")];
}

async function loadingTimes(file: Uint8Array): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const started = performance.now();
    await packed(file).load();
    times.push(performance.now() - started);
  }
  return times;
}

function median(times: readonly number[]): string {
  return `${summarize(times).median.toFixed(0)} ms`;
}
