import { parentPort, workerData } from "node:worker_threads";
import { Channel } from "../../protocol/channel.ts";
import { type ImageSource, imageInputs } from "./imageInputs.ts";
import type { InputService } from "./inputThread.ts";

/** The thread that fills batches with the images that it is given. */

if (!parentPort) throw new Error("This program is a worker thread.");
const port = parentPort;
const source: ImageSource = workerData;
const fill = imageInputs(source);

let last: Promise<void> = Promise.resolve();
const service: InputService = {
  // One batch after the other: the one that is needed first is ready first.
  fill(...request) {
    const filled = last.then(() => fill(...request));
    last = filled.catch(() => {});
    return filled;
  },
};

const channel = new Channel<InputService, object>(service, (message) => port.postMessage(message));
port.on("message", (message) => channel.receive(message));
