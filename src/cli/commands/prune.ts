import path from "node:path";
import { type Command, Option } from "commander";
import { integerBetween } from "../arguments.ts";
import { watchRun } from "../watchRun.ts";

interface Options {
  readonly run?: string;
  readonly engine?: "native" | "wasm";
  readonly model?: string;
  readonly seed?: number;
  readonly json?: true;
}

export function addPruneCommand(program: Command): void {
  program
    .command("prune")
    .description("Fine-tune a network with masks, as a recipe says, and write a run folder")
    .argument("<recipe>", "a *.prune.json file")
    .option("--run <folder>", "folder to write the run into (default: a new one in runs/ beside the recipe)")
    .addOption(new Option("--engine <name>", "takes precedence over the recipe's").choices(["native", "wasm"]))
    .option("--model <path>", "takes precedence over the recipe's")
    .option("--seed <number>", "takes precedence over the recipe's", integerBetween(0, 0xffffffff))
    .option("--json", "print the run's events as they happen, one JSON object a line")
    .action(async (recipe: string, { run, engine, model, seed, json }: Options) => {
      const job = {
        type: "prune",
        recipe: path.resolve(recipe),
        ...(run === undefined ? {} : { runFolder: path.resolve(run) }),
        ...(engine === undefined ? {} : { engine }),
        ...(model === undefined ? {} : { model: path.resolve(model) }),
        ...(seed === undefined ? {} : { seed }),
      } as const;
      await watchRun(job, json ?? false);
    });
}
