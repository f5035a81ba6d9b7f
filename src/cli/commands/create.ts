import path from "node:path";
import type { Command } from "commander";
import { initialize } from "../../models/architectures/initialize.ts";
import { type MobileNetSettings, mobilenet } from "../../models/architectures/mobilenet.ts";
import { type TakenOver, takeOver } from "../../models/architectures/takeOver.ts";
import { openModel } from "../../models/open.ts";
import { writeLayersModel } from "../../models/tfjs/write.ts";
import type { Weight } from "../../models/wholeModel.ts";
import { sizeOf } from "../../pruning/tensor.ts";
import { count } from "../../runs/figures.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { integerBetween, numberBetween } from "../arguments.ts";
import { JobError } from "../exit.ts";
import { print } from "../output/print.ts";

interface Options extends MobileNetSettings {
  readonly output: string;
  readonly from?: string;
  readonly seed: number;
  readonly json?: true;
}

export function addCreateCommand(program: Command): void {
  program
    .command("create")
    .description("Make a network to train: a tfjs LayersModel of a known architecture")
    .command("mobilenet")
    .description("MobileNet v1, with the layers and names of Keras' own")
    .requiredOption("-o, --output <folder>", "where model.json and its weights go")
    .requiredOption("--classes <number>", "classes it tells apart", integerBetween(2, 1_000_000))
    .option("--alpha <width>", "share of the full network's filters", numberBetween(0.01, 4), 1)
    .option("--size <pixels>", "height and width of its input", integerBetween(32, 4096), 224)
    .option("--from <model>", "a trained model: every weight whose name and shape fit is taken over")
    .option("--seed <number>", "that new weights are drawn by", integerBetween(0, 0xffffffff), 1)
    .option("--json", "print JSON")
    .action(async ({ output, from, seed, json, ...settings }: Options) => {
      const { topology, tensors } = mobilenet(settings);
      const initial = initialize(tensors, seed);
      const { weights, taken } =
        from === undefined ? { weights: initial, taken: [] } : await weightsFrom(from, initial);
      const [file] = await writeLayersModel(output, { topology, tensors: weights });
      const created = {
        path: path.resolve(file.path),
        weights: tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
        taken,
        drawn: tensors.map(({ name }) => name).filter((name) => !taken.includes(name)),
      };
      if (json) console.log(JSON.stringify(created));
      else print(describe(created, from));
    });
}

/** What was made: tensors by where their values come from. */
interface Created {
  readonly path: string;
  readonly weights: number;
  readonly taken: readonly string[];
  readonly drawn: readonly string[];
}

async function weightsFrom(given: string, initial: readonly Weight[]): Promise<TakenOver> {
  const model = await openModel(await modelPathOf(given));
  try {
    const takenOver = await takeOver(initial, model);
    if (takenOver.taken.length > 0) return takenOver;
    throw new JobError(`No weight of ${model.path} fits by name and shape. Is it a MobileNet v1 of the same --alpha?`);
  } finally {
    await model.close();
  }
}

function describe({ path: file, weights, taken, drawn }: Created, from?: string): string {
  const summary = `${file} · ${count(weights)} weights in ${taken.length + drawn.length} tensors`;
  if (from === undefined) return `${summary}, drawn by the seed`;
  if (drawn.length === 0) return `${summary}, all of them from ${from}`;
  return `${summary}: ${taken.length} from ${from}, the others drawn by the seed: ${drawn.join(", ")}`;
}
