import { parseArgs } from "node:util";
import { type TrainResult, today, writeResult } from "./results.ts";
import { describeMachine } from "./timing.ts";
import { cases } from "./train/cases.ts";
import { contenders } from "./train/contenders.ts";
import { race } from "./train/race.ts";
import { caseTable } from "./train/table.ts";

/**
 * Milliseconds of a training step of the engines beside their peers, which take turns in one run. Masks are on for all but
 * Keras, which has none. Peers are looked for in the Python that BENCH_PYTHON names, else `python3`:
 *
 *     npm run bench -- train [--cases NAME,…] [--contenders NAME,…] [--rounds N] [--json FILE]
 */

const { values } = parseArgs({
  options: {
    cases: { type: "string" },
    contenders: { type: "string" },
    rounds: { type: "string", default: "5" },
    json: { type: "string" },
  },
});

function chosen<Named extends { readonly name: string }>(all: readonly Named[], asked: string | undefined): Named[] {
  const names = asked?.split(",") ?? all.map(({ name }) => name);
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(`There is no ${name}: there are ${all.map((one) => one.name).join(", ")}.`);
    return found;
  });
}

const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds takes a number of rounds, 1 or more.");
const result: TrainResult = {
  benchmark: "train",
  date: today(),
  machine: describeMachine(),
  rounds,
  cases: [],
  leftOut: [],
};
console.log(`${result.machine}; ${rounds} rounds`);
let taking = chosen(contenders, values.contenders);
for (const entry of chosen(cases, values.cases)) {
  const outcome = await race(entry, taking, rounds, ({ title }, reason) => {
    console.log(`${title} is left out: ${reason}`);
    result.leftOut.push({ title, reason });
  });
  // Who is missing once is not asked again.
  taking = taking.filter(({ name }) => outcome.contenders.some((one) => one.name === name));
  result.cases.push(outcome);
  console.log(`\n${caseTable(outcome)}`);
}
console.log(`\n${result.cases[0]?.contenders.map(({ title, version }) => `${title}: ${version}`).join("\n")}`);
if (values.json) writeResult(values.json, result);
