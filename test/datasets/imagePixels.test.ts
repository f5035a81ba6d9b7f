import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { DatasetError } from "../../src/trainer/datasets/dataset.ts";
import { decodeImages } from "../../src/trainer/datasets/imagePixels.ts";

describe("decoding a list of images", () => {
  it("has several images under way at once, but never more than eight", async () => {
    let underWay = 0;
    let most = 0;
    const decode = async (index: number) => {
      most = Math.max(most, ++underWay);
      await wait(1);
      underWay--;
      return Uint8Array.of(index);
    };
    await decodeImages(50, decode, 1, 50);
    expect(most).toBe(8);
  });

  it("decodes all of them, and keeps the first that fit into memory", async () => {
    const decoded: number[] = [];
    const decode = async (index: number) => {
      decoded.push(index);
      return Uint8Array.of(index, index);
    };
    const { kept } = await decodeImages(4, decode, 2, 7);
    expect(decoded).toEqual([0, 1, 2, 3]);
    expect([...kept]).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("reports what failed in the order of the list, whichever failed first", async () => {
    const decode = async (index: number) => {
      await wait(10 - 4 * index);
      throw new DatasetError(`image ${index}`);
    };
    const { failures } = await decodeImages(3, decode, 1, 3);
    expect([...failures].map(([index, { message }]) => [index, message])).toEqual([
      [0, "image 0"],
      [1, "image 1"],
      [2, "image 2"],
    ]);
  });

  it("does not take a mistake of the program for a damaged image", async () => {
    const decode = () => Promise.reject(new TypeError("Not a function."));
    await expect(decodeImages(1, decode, 1, 1)).rejects.toThrow(TypeError);
  });
});
