import { StringDecoder } from "node:string_decoder";
import type { z } from "zod";

/** No message of ours comes near: what is longer is none. */
const maximumLength = 1 << 16;

export function formatJsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Cuts bytes, however they arrive, into lines of JSON and checks each. */
export class JsonLines<Value> {
  readonly #schema: z.ZodType<Value>;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  constructor(schema: z.ZodType<Value>) {
    this.#schema = schema;
  }

  /** @throws an error where a line is not JSON, is longer than any of ours, or does not fit the schema */
  push(bytes: Buffer): Value[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > maximumLength) throw new Error("A line without an end.");
    return lines.map((line) => this.#schema.parse(JSON.parse(line)));
  }
}
