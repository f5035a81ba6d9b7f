import path from "node:path";
import { Worker } from "node:worker_threads";
import { Channel } from "../../protocol/channel.ts";
import { packageRoot } from "../packageRoot.ts";
import { DatasetError } from "./dataset.ts";
import type { FillInputs } from "./examples.ts";
import { messageOf } from "./files.ts";
import type { ImageSource } from "./imageInputs.ts";

/** What the thread offers. */
export interface InputService {
  fill: FillInputs;
}

/**
 * A thread that makes inputs of images while the trainer is busy: a training step blocks the event loop, so that nothing
 * would be done meanwhile. It starts with the first batch, and fills one after the other in the order they are asked for.
 */
export class InputThread {
  readonly #source: ImageSource;
  readonly #program: string;
  #worker: Worker | undefined;
  readonly #channel = new Channel<object, InputService>({}, (message) => this.#started().postMessage(message));

  constructor(source: ImageSource, program = path.join(packageRoot(), "dist", "inputs.js")) {
    this.#source = source;
    this.#program = program;
  }

  /** As `imageInputs` does, straight into the shared memory. @throws DatasetError, where the thread has ended too */
  readonly fill: FillInputs = async (indices, inputs, pass) => {
    try {
      // A part of an array would be sent as the whole.
      await this.#channel.remote.fill(indices.slice(), inputs, pass);
    } catch (error) {
      throw new DatasetError(messageOf(error));
    }
  };

  /** Ends the thread. What it was still asked for rejects. */
  async close(): Promise<void> {
    this.#channel.close("The data set is closed.");
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#program, { workerData: this.#source });
    const end = (reason: string) => this.#channel.close(`The thread that prepares the images has ended: ${reason}`);
    worker.on("message", (message) => this.#channel.receive(message));
    worker.on("error", (error) => end(messageOf(error)));
    worker.on("exit", (code) => end(`exit code ${code}.`));
    this.#worker = worker;
    return worker;
  }
}
