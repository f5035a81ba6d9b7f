import { type Command, Option } from "commander";
import {
  keptCount,
  prunePasses,
  type ScheduleKind,
  type SparsityTarget,
  scheduledSparsity,
  scheduleKinds,
} from "../../pruning/schedule.ts";
import { readRecipe } from "../../recipes/readRecipe.ts";
import { count, percent } from "../../runs/figures.ts";
import { integerBetween, numberBetween } from "../arguments.ts";
import { UsageError } from "../exit.ts";
import { print } from "../output/print.ts";
import { renderTable } from "../output/table.ts";

interface Options {
  readonly sparsityUpperBound?: number;
  readonly intervalPass: number;
  readonly endPass: number;
  readonly schedule: ScheduleKind;
  readonly size?: number;
  readonly json?: true;
}

/** One prune event: `kept` of `size` weights, where a size is known. */
interface ScheduledEvent {
  readonly pass: number;
  readonly ratio: number;
  readonly kept?: number;
}

export function addScheduleCommand(program: Command): void {
  program
    .command("schedule")
    .description("Show the sparsity curve before anything runs")
    .argument("[recipe]", "a *.prune.json file: one curve for each of its rules")
    .option("--sparsity-upper-bound <S>", "share of zeros to reach, 0 to 1", numberBetween(0, 1))
    .option("--interval-pass <passes>", "passes from one prune event to the next", integerBetween(1, 1_000_000), 3)
    .option("--end-pass <pass>", "last pass at which an event may happen", integerBetween(0, 1_000_000), 60)
    .addOption(new Option("--schedule <kind>", "shape of the curve").choices(scheduleKinds).default("log"))
    .option("--size <weights>", "also show how many of this many weights are kept", integerBetween(1, 2 ** 40))
    .option("--json", "print JSON")
    .action(async (recipe: string | undefined, options: Options) => {
      if (recipe === undefined) showCurve(targetOf(options), options);
      else await showRecipe(recipe, options);
    });
}

function targetOf({ sparsityUpperBound, intervalPass, endPass, schedule }: Options): SparsityTarget {
  if (sparsityUpperBound === undefined) throw new UsageError("Give a recipe, or --sparsity-upper-bound.");
  return { schedule, sparsityUpperBound, intervalPass, endPass };
}

function eventsOf(target: SparsityTarget, size: number | undefined): ScheduledEvent[] {
  return prunePasses(target).map((pass) => {
    const ratio = scheduledSparsity(target, pass);
    // Nine digits name a float32 exactly.
    const shown = { pass, ratio: Number(ratio.toPrecision(9)) };
    return size === undefined ? shown : { ...shown, kept: keptCount(size, ratio) };
  });
}

function showCurve(target: SparsityTarget, { size, json }: Options): void {
  const events = eventsOf(target, size);
  if (json) console.log(JSON.stringify(events));
  else print(renderCurve(events, size));
}

async function showRecipe(path: string, { size, json }: Options): Promise<void> {
  const { recipe } = await readRecipe(path);
  const curves = recipe.rules.map((rule) => ({ select: rule.select, events: eventsOf(rule, size) }));
  if (json) {
    console.log(JSON.stringify(curves));
    return;
  }
  for (const { select, events } of curves) print(`${[select].flat().join(", ")}\n${renderCurve(events, size)}\n`);
}

function renderCurve(events: readonly ScheduledEvent[], size: number | undefined): string {
  const columns = [
    { title: "pass", align: "right", cell: ({ pass }: ScheduledEvent) => String(pass) },
    { title: "sparsity", align: "right", cell: ({ ratio }: ScheduledEvent) => percent(ratio, 2) },
  ] as const;
  const kept = {
    title: `kept of ${count(size ?? 0)}`,
    align: "right",
    cell: ({ kept }: ScheduledEvent) => count(kept ?? 0),
  } as const;
  const bar = { title: "", cell: ({ ratio }: ScheduledEvent) => "█".repeat(Math.round(ratio * 40)) };
  return renderTable(events, size === undefined ? [...columns, bar] : [...columns, kept, bar]);
}
