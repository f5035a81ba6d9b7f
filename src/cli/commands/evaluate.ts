import path from "node:path";
import { type Command, Option } from "commander";
import { askTrainer } from "../../protocol/askTrainer.ts";
import { count, decimal, percent } from "../../runs/figures.ts";
import { modelPathOf } from "../../runs/modelPath.ts";
import { trainerProgram } from "../packageFiles.ts";

interface Options {
  readonly recipe: string;
  readonly engine?: "native" | "wasm";
  readonly json?: true;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("Measure what a model answers on the test examples of a recipe")
    .argument("<model>", "model.json or its folder, .h5, .keras, .spz, or a run folder (its newest export)")
    .requiredOption("--recipe <file>", "its data and loss are taken")
    .addOption(new Option("--engine <engine>", "instead of the recipe's").choices(["native", "wasm"]))
    .option("--json", "print JSON")
    .action(async (given: string, { recipe, engine, json }: Options) => {
      const model = path.resolve(await modelPathOf(given));
      const job = { type: "evaluate", recipe: path.resolve(recipe), model, ...(engine && { engine }) } as const;
      const { examples, loss, accuracy } = await askTrainer(trainerProgram(), job, "evaluated");
      if (json) console.log(JSON.stringify({ model, examples, loss, accuracy }));
      else
        console.log(
          `${given}: accuracy ${percent(accuracy, 2)}, loss ${decimal(loss)}, of ${count(examples)} test examples`,
        );
    });
}
