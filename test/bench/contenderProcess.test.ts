import { describe, expect, it } from "vitest";
import { ContenderProcess } from "../../bench/train/contenderProcess.ts";

/** A contender that is this script of Node's. */
function contender(script: string, program = process.execPath): ContenderProcess {
  return new ContenderProcess({
    name: "one",
    title: "One",
    command: [program, "-e", script],
    environment: {},
    evaluates: false,
  });
}

const answering = (expression: string) =>
  `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => console.log(JSON.stringify(${expression})))`;

const task = { topology: { class_name: "Sequential", config: {} }, input: [28, 28, 1], classes: 10, batch: 64 };

describe("a contender's process", () => {
  it("is asked line by line, and ends with its input", async () => {
    const one = contender(
      answering(`line.startsWith("{") ? { version: "1", build: 5, firstStep: JSON.parse(line).batch } : [line.length]`),
    );
    expect(await one.begin(task)).toEqual({ version: "1", build: 5, firstStep: 64 });
    expect(await one.times("step", 20)).toEqual([7]);
    await one.stop();
  });

  it("does not take part where it is not installed, and says what is missing", async () => {
    const one = contender(answering(`{ missing: "no module keras" }`));
    await expect(one.begin(task)).rejects.toThrow("One does not take part: no module keras");
    await one.stop();
  });

  it("tells why it ended: the program's last words, a signal, or that there is no such program", async () => {
    await expect(contender(`console.error("first\\nlast"); process.exit(1)`).begin(task)).rejects.toThrow(/: last$/);
    await expect(contender(`process.kill(process.pid, "SIGKILL")`).begin(task)).rejects.toThrow(/: SIGKILL$/);
    await expect(contender("", "/no/such/program").begin(task)).rejects.toThrow(/ENOENT$/);
  });
});
