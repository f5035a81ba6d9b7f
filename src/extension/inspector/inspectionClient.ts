import path from "node:path";
import type { InspectionService } from "../../inspection/service.ts";
import { type InspectedPath, InspectionThread } from "../../inspection/thread.ts";
import type { Remote } from "../../protocol/channel.ts";
import type { Services } from "../services.ts";

/**
 * A model file, a run or a mask history, read by a thread of its own. Calls reject with sentences for people. Arrays that
 * come back belong to the caller.
 */
export interface InspectionClient extends Remote<Omit<InspectionService, "ping" | "close">> {
  /** Whether its thread is gone, so that every call rejects: open the path again. */
  readonly ended: boolean;
  dispose(): void;
}

/**
 * Opens a path: a model file of any format, a run's folder, a file that a run wrote, or masks.safetensors. Of two paths
 * it is the difference.
 *
 * @throws Error in a sentence that names the file, where it is no such thing, or reading it hangs
 */
export async function openInspection(
  { context }: Pick<Services, "context">,
  file: InspectedPath,
): Promise<InspectionClient> {
  const program = path.join(context.extensionPath, "dist", "inspection.js");
  const client = clientOf(new InspectionThread(program, file));
  try {
    await client.describe();
    return client;
  } catch (error) {
    client.dispose();
    throw error;
  }
}

function clientOf(thread: InspectionThread): InspectionClient {
  return {
    get ended() {
      return thread.ended;
    },
    describe: () => thread.call((remote) => remote.describe()),
    values: (tensor) => thread.call((remote) => remote.values(tensor)),
    cells: (request) => thread.call((remote) => remote.cells(request)),
    statistics: (tensor) => thread.call((remote) => remote.statistics(tensor)),
    refresh: () => thread.call((remote) => remote.refresh()),
    dispose: () => void thread.close(),
  };
}
