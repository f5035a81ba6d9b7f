import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { z } from "zod";
import type { Case } from "./cases.ts";
import type { Contender } from "./contenders.ts";

/** What a contender trains: the first line it is given. */
export type Task = Pick<Case, "topology" | "input" | "classes" | "batch">;

const milliseconds = z.number().nonnegative();
const introduction = z.object({ version: z.string(), build: milliseconds, firstStep: milliseconds });
const refusal = z.object({ missing: z.string() });

/** Of a contender that is ready: its version in words, and milliseconds until the network stood and of its first step. */
export type Introduction = z.infer<typeof introduction>;

/** A contender that does not take part, with the reason. */
export class ContenderMissing extends Error {
  override readonly name = "ContenderMissing";
}

/**
 * A contender at work. It reads a task and then commands, each a line, and answers each by a line of JSON:
 * `step N` and `evaluate N` by the milliseconds of each, `memory` by the bytes of its peak. In between it waits for a
 * line, and so keeps no core busy while it is another's turn. Its input's end is its own.
 */
export class ContenderProcess {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly #name: string;
  #failure = "";
  #introduction: Introduction | undefined;

  private constructor({ command: [program, ...parameters], environment, title }: Contender) {
    this.#name = title;
    this.#process = spawn(program, parameters, { env: { ...process.env, ...environment } });
    const { stdout, stderr } = this.#process;
    if (!stdout || !stderr) throw new Error(`${title} has no pipes.`);
    this.#lines = createInterface({ input: stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#failure = `${this.#failure}${text}`.slice(-2000);
    });
    this.#process.on("error", ({ message }) => {
      this.#failure = message;
      this.#lines.close();
    });
    this.#process.stdin?.on("error", () => undefined);
  }

  /** @throws ContenderMissing where it is not installed or does not start */
  static async start(contender: Contender, task: Task): Promise<ContenderProcess> {
    const started = new ContenderProcess(contender);
    const answer = await started.#ask(JSON.stringify(task));
    const refused = refusal.safeParse(answer);
    if (refused.success) throw new ContenderMissing(refused.data.missing);
    started.#introduction = introduction.parse(answer);
    return started;
  }

  get introduction(): Introduction {
    if (!this.#introduction) throw new Error(`${this.#name} has not started.`);
    return this.#introduction;
  }

  /** Milliseconds of each of `count` training steps or evaluations of the batch, one after the other. */
  async times(what: "step" | "evaluate", count: number): Promise<number[]> {
    return z
      .array(milliseconds)
      .length(count)
      .parse(await this.#ask(`${what} ${count}`));
  }

  /** Most bytes of physical memory that it has held; undefined where the system does not tell. */
  async peakMemory(): Promise<number | undefined> {
    return (
      z
        .number()
        .positive()
        .nullable()
        .parse(await this.#ask("memory")) ?? undefined
    );
  }

  stop(): void {
    this.#process.stdin?.end();
  }

  async #ask(line: string): Promise<unknown> {
    this.#process.stdin?.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new ContenderMissing(this.#failure.trim().split("\n").at(-1) ?? "it ended without a word");
    return JSON.parse(value);
  }
}
