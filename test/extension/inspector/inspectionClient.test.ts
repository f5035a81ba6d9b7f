import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openInspection } from "../../../src/extension/inspector/inspectionClient.ts";
import { temporaryFolder } from "../../models/folder.ts";

const extensionPath = fileURLToPath(new URL("../../..", import.meta.url));
const services = { context: { extensionPath } } as Parameters<typeof openInspection>[0];
const file = path.join(extensionPath, "test/fixtures/keras/functional.keras");

describe("an inspection client", () => {
  it("reads a model in a thread of its own, until it is disposed", async () => {
    const client = await openInspection(services, file);
    const { tensors } = await client.describe();
    const [{ name, size }] = tensors;
    expect(await client.values(name)).toMatchObject({ kind: "whole", weights: { length: size } });
    expect(await client.statistics(name)).toMatchObject({ size });
    expect(await client.refresh()).toMatchObject({ tensors });
    expect(client.ended).toBe(false);
    client.dispose();
    await expect.poll(() => client.ended).toBe(true);
    await expect(client.describe()).rejects.toThrow("is not being read any more");
  });

  it("is not given for what is no model, whose sentence is thrown instead", async () => {
    const text = path.join(await temporaryFolder(), "notes.txt");
    await writeFile(text, "no model");
    await expect(openInspection(services, text)).rejects.toThrow(/notes\.txt is not a model file that can be read/);
  });
});
