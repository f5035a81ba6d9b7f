import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { Channel, Transferred } from "../protocol/channel.ts";
import { Inspection } from "./inspection.ts";
import { openDifference } from "./openDifference.ts";
import { openSubject } from "./openSubject.ts";
import type { InspectionService } from "./service.ts";

/**
 * The thread that reads one subject, whose path it is given, or the difference of two. Files of others are read in here alone: the HDF5 library
 * can be caught for ever in a damaged one, and what is caught can only be ended together with its thread.
 */

if (!parentPort) throw new Error("This program is a worker thread.");
const port = parentPort;
const path = z.string().min(1);
const given = z.union([path, z.tuple([path, path])]).parse(workerData);
const inspection = new Inspection(() => (typeof given === "string" ? openSubject(given) : openDifference(...given)));

const service: Answering<InspectionService> = {
  describe: () => inspection.use(({ file }) => file),
  async values(tensor) {
    const values = await inspection.use((subject) => subject.values(tensor));
    return values.kind === "whole" ? handedOver(values, values.weights, values.prunedAt) : values;
  },
  async cells(request) {
    const cells = await inspection.use((subject) => subject.cells(request));
    return handedOver(cells, cells.kept, cells.level, cells.event);
  },
  // Kept for whoever asks again, so it is copied.
  statistics: (tensor) => inspection.use((subject) => subject.statistics(tensor)),
  refresh() {
    inspection.refresh();
    return inspection.use(({ file }) => file);
  },
  ping() {},
  close: () => inspection.close(),
};

const channel = new Channel<Answering<InspectionService>, object>(service, (message, transfer) => {
  port.postMessage(message, [...transfer]);
});
port.on("message", (message) => channel.receive(message));

/** The same methods, answering in their own time. */
type Answering<Offered> = {
  readonly [Name in keyof Offered]: Offered[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Answer<Result> | Promise<Answer<Result>>
    : never;
};
type Answer<Result> = Result | Transferred<Result>;

function handedOver<Result>(
  result: Result,
  ...arrays: readonly (ArrayBufferView | null | undefined)[]
): Transferred<Result> {
  const buffers = arrays.flatMap((array) => (array?.buffer instanceof ArrayBuffer ? [array.buffer] : []));
  return new Transferred(result, buffers);
}
