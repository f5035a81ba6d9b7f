import { stat } from "node:fs/promises";
import path from "node:path";
import { foldBatchNorm } from "../models/folding/foldBatchNorm.ts";
import type { Topology } from "../models/modelFile.ts";
import { openModel } from "../models/open.ts";
import { type Int8Scales, packModel, writePacked } from "../models/packed/write.ts";
import type { Weight, WholeModel } from "../models/wholeModel.ts";
import { ledgerOf } from "../packed/ledger.ts";
import type { PackedModel } from "../packed/write/packTensors.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { ByteLedger, Evaluation, ModelSize } from "../runs/events.ts";
import type { Network } from "./engines/engine.ts";
import { gzipSize } from "./gzipSize.ts";
import { evaluate } from "./measure.ts";
import type { Prepared } from "./prepare.ts";

/** A way to pack the network that a run ends with. */
export interface PackedForm {
  /** "packed": bit for bit. */
  readonly variant: string;
  readonly int8: Int8Scales | undefined;
  /** Whether batch normalisations are folded into kernels. */
  readonly folded: boolean;
}

/** The forms that make a difference to a network: without batch normalisations there is nothing to fold. */
export function packedFormsOf({ topology, network }: Pick<Prepared, "topology" | "network">): PackedForm[] {
  const forms: PackedForm[] = [
    { variant: "packed", int8: undefined, folded: false },
    { variant: "packedInt8", int8: "channel", folded: false },
  ];
  if (foldBatchNorm(wholeModelOf(topology, network)).folded.length === 0) return forms;
  return [
    ...forms,
    { variant: "packedFolded", int8: undefined, folded: true },
    { variant: "packedFoldedInt8", int8: "channel", folded: true },
  ];
}

/**
 * Packs a trained network, and measures the file: its bytes, and the accuracy of the network that is read from it.
 *
 * @param folder of the run; the file goes to `export/<variant>/model.spz`
 * @param shouldStop is asked after each batch
 * @returns undefined where it should stop
 */
export async function measurePacked(
  form: PackedForm,
  folder: string,
  prepared: Prepared,
  shouldStop: () => Promise<boolean>,
): Promise<ModelSize | undefined> {
  const { variant, int8, folded } = form;
  const whole = wholeModelOf(prepared.topology, prepared.network);
  const model = folded ? foldBatchNorm(whole).model : whole;
  const file = path.join(folder, "export", variant, "model.spz");
  const packed = packModel(model, { int8, folded });
  await writePacked(file, packed);
  const test = await evaluateFile(file, prepared, shouldStop);
  if (!test) return undefined;
  const { size } = await stat(file);
  const relative = path.relative(folder, file);
  return {
    variant,
    path: relative,
    rawBytes: size,
    gzipBytes: await gzipSize(file),
    accuracy: test.accuracy,
    ledger: ledgerOfRun(packed, model.weights),
  };
}

/** @param weights in the order of the file, under the run's own names */
function ledgerOfRun(packed: PackedModel, weights: readonly Weight[]): ByteLedger {
  const { header, padding, tensors } = ledgerOf(packed);
  return {
    header: header + padding,
    tensors: tensors.map(({ mask, values, scales }, i) => {
      const { name, shape } = weights[i] as Weight;
      return { tensor: name, size: sizeOf(shape), mask, values, scales };
    }),
  };
}

/** The network as it is in its engine. */
function wholeModelOf(topology: Topology, network: Network): WholeModel {
  const weights = network.tensors.map((tensor): Weight => ({ ...tensor, values: network.read(tensor.name).slice() }));
  return { topology, weights };
}

/** What the network in a file answers on the test examples. */
async function evaluateFile(
  file: string,
  { engine, recipe, dataset, batches }: Prepared,
  shouldStop: () => Promise<boolean>,
): Promise<Evaluation | undefined> {
  const model = await openModel(file);
  try {
    const { loss, lossWeights, optimizer, seed } = recipe;
    const topology = model.topology as Topology;
    const weights = (tensor: string) => model.read(tensor);
    const network = await engine.build({ topology, weights, loss, lossWeights, optimizer, trainable: "all", seed });
    try {
      return await evaluate(network, batches, dataset.test, shouldStop);
    } finally {
      network.dispose();
    }
  } finally {
    await model.close();
  }
}
