import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { Case } from "./cases.ts";
import type { Contender } from "./contenders.ts";

/** What a contender trains: the first line it is given. */
export type Task = Pick<Case, "topology" | "input" | "classes" | "batch">;

const introduction = z.object({ version: z.string(), build: z.number(), firstStep: z.number() });
const refusal = z.object({ missing: z.string() });
const times = z.array(z.number());
const peakMemory = z.number().nullable();

/** Of a contender that is ready: its version in words, and milliseconds until the network stood and of its first step. */
export type Introduction = z.infer<typeof introduction>;

/** A contender that does not take part, or not any more, with the reason. */
export class ContenderMissing extends Error {
  override readonly name = "ContenderMissing";
  readonly reason: string;

  constructor({ title }: Contender, reason: string) {
    super(`${title} does not take part: ${reason}`);
    this.reason = reason;
  }
}

/**
 * A contender at work. It reads a task and then commands, each a line, and answers each by a line of JSON:
 * `step N` and `evaluate N` by the milliseconds of each, `memory` by the bytes of its peak. In between it waits for a
 * line, and so keeps no core busy while it is another's turn. Where its input ends, it ends.
 */
export class ContenderProcess {
  readonly #contender: Contender;
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  /** Why it ended, once it has. */
  readonly #end: Promise<string>;
  #complaint = "";

  constructor(contender: Contender) {
    this.#contender = contender;
    const { command, environment } = contender;
    const [program, ...parameters] = command;
    this.#process = spawn(program, parameters, { env: { ...process.env, ...environment } });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-2000);
    });
    this.#end = new Promise((resolve) => {
      this.#process.on("error", ({ message }) => resolve(message));
      this.#process.on("close", (code, signal) => resolve(signal ?? (this.#lastComplaint() || `exit code ${code}`)));
    });
    // That nobody reads any more is told by the answer that does not come.
    this.#process.stdin.on("error", () => undefined);
  }

  /** @throws ContenderMissing where it is not installed, or does not start */
  async begin(task: Task): Promise<Introduction> {
    const answer = await this.#ask(JSON.stringify(task));
    const refused = refusal.safeParse(answer);
    if (refused.success) throw new ContenderMissing(this.#contender, refused.data.missing);
    return introduction.parse(answer);
  }

  /** Milliseconds of each of `count` training steps or evaluations of the batch, one after the other. */
  async times(what: "step" | "evaluate", count: number): Promise<number[]> {
    return times.parse(await this.#ask(`${what} ${count}`));
  }

  /** Most bytes of physical memory that it has held; null where the system does not tell. */
  async peakMemory(): Promise<number | null> {
    return peakMemory.parse(await this.#ask("memory"));
  }

  /** Until it is gone, and its memory free. */
  async stop(): Promise<void> {
    this.#process.stdin.end();
    await this.#end;
  }

  async #ask(line: string): Promise<unknown> {
    this.#process.stdin.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new ContenderMissing(this.#contender, await this.#end);
    return JSON.parse(value);
  }

  #lastComplaint(): string {
    return this.#complaint.trim().split("\n").at(-1) ?? "";
  }
}
