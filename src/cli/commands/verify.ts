import { type Command, InvalidArgumentError } from "commander";
import { foldBatchNorm } from "../../models/folding/foldBatchNorm.ts";
import { openModel } from "../../models/open.ts";
import { openWholeModel } from "../../models/openWhole.ts";
import {
  type Packing,
  packingOf,
  type Verification,
  type VerifiedTensor,
  verifyPacked,
} from "../../models/packed/verify.ts";
import type { WholeModel } from "../../models/wholeModel.ts";
import { askTrainer } from "../../protocol/askTrainer.ts";
import type { ComparedAnswers } from "../../protocol/trainerMessages.ts";
import { count } from "../../runs/figures.ts";
import { masksOfRunFolder } from "../../runs/masks.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { isRunFolder } from "../../runs/runFolder.ts";
import { JobError } from "../exit.ts";
import { print } from "../output/print.ts";
import { renderTable } from "../output/table.ts";
import { trainerProgram } from "../packageFiles.ts";

interface Verified extends Verification {
  readonly packing: Packing;
  /** Of both networks to the same inputs; null where the files hold weights only, or other weights, or one cannot answer. */
  readonly answers: ComparedAnswers | null;
  /** Why one cannot. */
  readonly unanswered?: string;
}

export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description("Prove that a packed model is the model it was made of: every weight, every zero, the same answers")
    .argument("<file>", "a packed model, .spz")
    .argument("<model>", "what it was packed from: a model file, or a run folder, whose masks are checked too")
    .option("--seed <n>", "of the inputs that both networks answer", wholeNumber, 1)
    .option("--json", "print JSON")
    .action(async (file: string, model: string, { seed, json }: { seed: number; json?: true }) => {
      const { packing, tensors, answers, problems, unanswered } = await verify(file, model, seed);
      const same = problems.length === 0 && unanswered === undefined;
      if (json) console.log(JSON.stringify({ same, ...packing, tensors, answers, problems, unanswered }));
      else print(render(tensors, packing, answers));
      if (problems.length > 0) throw new JobError(`${file} is not what packing ${model} gives:`, problems);
      if (unanswered !== undefined) {
        throw new JobError(`The weights of ${file} are right, but its answers were not compared. ${unanswered}`);
      }
    });
}

async function verify(file: string, given: string, seed: number): Promise<Verified> {
  const path = await modelPathOf(given);
  const packed = await openModel(file);
  try {
    if (packed.format !== "packed") throw new JobError(`${file} is no packed model (${packed.format}).`);
    const packing = await packingOf(file);
    const model = await readModel(path, packing);
    const prunedAt = (await isRunFolder(given)) ? (await masksOfRunFolder(given)).prunedAt : undefined;
    const { tensors, problems } = await verifyPacked(packed, packing, model, prunedAt);
    const canAnswer = packed.topology && model.topology && problems.length === 0;
    if (!canAnswer) return { packing, tensors, answers: null, problems };
    try {
      const answers = await compareAnswers([path, file], seed);
      return { packing, tensors, answers, problems: problemsOf(answers, packing) };
    } catch (error) {
      // What is known of the weights is worth being told.
      return { packing, tensors, answers: null, problems, unanswered: sentenceOf(error) };
    }
  } finally {
    await packed.close();
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function compareAnswers(models: [string, string], seed: number): Promise<ComparedAnswers> {
  const { type: _, ...answers } = await askTrainer(
    trainerProgram(),
    { type: "compareAnswers", models, seed },
    "answersCompared",
  );
  return answers;
}

async function readModel(path: string, { folded }: Packing): Promise<WholeModel> {
  const { model } = await openWholeModel(path);
  return folded ? foldBatchNorm(model).model : model;
}

/** Folding computes the same in another order: float32 answers may differ by this share of the largest. */
const folding = 1e-3;

function problemsOf({ largestDifference, largestAnswer }: ComparedAnswers, { int8, folded }: Packing): string[] {
  const allowed = folded ? folding * Math.max(1, largestAnswer) : 0;
  if (int8 || largestDifference <= allowed) return [];
  return [`Both networks answer differently: by up to ${largestDifference}, where ${allowed} is allowed.`];
}

function render(
  tensors: readonly VerifiedTensor[],
  { int8, folded }: Packing,
  answers: ComparedAnswers | null,
): string {
  const number = (title: string, cell: (tensor: VerifiedTensor) => string) =>
    ({ title, align: "right", cell }) as const;
  const table = renderTable<VerifiedTensor>(tensors, [
    { title: "tensor", cell: ({ name }) => name },
    number("weights", ({ size }) => count(size)),
    number("zeros", ({ zeros }) => count(zeros)),
    number("differing", ({ differing }) => count(differing)),
    number("by at most", ({ largestDifference }) => shortNumber(largestDifference)),
    number("allowed", ({ allowed }) => shortNumber(allowed)),
    number("new zeros", ({ newZeros }) => count(newZeros)),
  ]);
  const done = [folded && "batch normalisations folded", int8 && `int8 with a scale a ${int8}`].filter(Boolean);
  const weights = `Weights: ${done.length > 0 ? done.join(", ") : "bit for bit"}.`;
  if (!answers) return `${table}\n${weights}`;
  const { examples, largestDifference, largestAnswer } = answers;
  const apart = largestDifference === 0 ? "the same" : `apart by at most ${shortNumber(largestDifference)}`;
  return `${table}\n${weights}\nAnswers to ${examples} inputs drawn by the seed: ${apart} (largest answer ${shortNumber(largestAnswer)}).`;
}

function shortNumber(value: number): string {
  return value === 0 ? "0" : value.toPrecision(3);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("A whole number from 0 on is wanted.");
}
