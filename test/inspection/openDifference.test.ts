import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openDifference } from "../../src/inspection/openDifference.ts";
import { InspectionThread } from "../../src/inspection/thread.ts";
import { arrayTensor } from "../../src/models/numericArray.ts";
import { writeSafetensors } from "../../src/models/safetensors/write.ts";
import { temporaryFolder } from "../models/folder.ts";

const folder = await temporaryFolder();
const program = fileURLToPath(new URL("../../dist/inspection.js", import.meta.url));

async function write(name: string, tensors: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const path = join(folder, name);
  await writeSafetensors(
    path,
    Object.entries(tensors).map(([tensor, values]) =>
      arrayTensor(tensor, [1, values.length], Float32Array.from(values)),
    ),
  );
  return path;
}

const a = await write("a.safetensors", { same: [1, 2], moved: [1, -2, Number.NaN], shorter: [1], onlyA: [1] });
const b = await write("b.safetensors", { same: [1, 2], moved: [3, 2, Number.NaN], shorter: [1, 2], onlyB: [1] });

describe("the difference of two models", () => {
  it("has the tensors that both have in one shape, and how far their weights are apart", async () => {
    const subject = await openDifference(a, b);
    expect(subject.file.title).toBe("a.safetensors − b.safetensors");
    expect(subject.file.tensors.map(({ name }) => name)).toEqual(["same", "moved"]);
    expect(await subject.values("moved")).toMatchObject({ kind: "whole", weights: Float32Array.of(2, 4, 0) });
    expect(await subject.statistics("moved")).toMatchObject({ size: 3, nnz: 2 });
    expect(await subject.statistics("same")).toMatchObject({ nnz: 0 });
    await subject.close();
  });

  it("names the file that is missing", async () => {
    await expect(openDifference(a, join(folder, "none.h5"))).rejects.toThrow("none.h5");
  });

  it("is read by a thread as any model is", async () => {
    const thread = new InspectionThread(program, [a, b]);
    const values = await thread.call((remote) => remote.values("moved"));
    expect(values.kind === "whole" && [...values.weights]).toEqual([2, 4, 0]);
    await thread.close();
  });
});
