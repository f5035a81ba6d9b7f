import type { InspectedFile } from "../../protocol/maskInspector.ts";
import { openInspection } from "../inspector/inspectionClient.ts";
import type { Services } from "../services.ts";

/** What the headers of a model file say, read in a thread of its own: a damaged file cannot hold up the extension. */
export async function describeModel(services: Services, path: string): Promise<InspectedFile> {
  const client = await openInspection(services, path);
  try {
    return await client.describe();
  } finally {
    client.dispose();
  }
}
