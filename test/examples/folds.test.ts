import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../datasets/support.ts";

interface Dealt {
  readonly className: string;
  readonly name: string;
  readonly fold: number;
}

const {
  foldsOf,
  linkFold,
}: {
  foldsOf(images: string, count: number): Dealt[];
  linkFold(dealt: readonly Dealt[], fold: number, folder: string): void;
} = await import(new URL("../../examples/mobilenet-flowers/makeFolds.mjs", import.meta.url).href);

/** `images` a class, of which every fifth is in test/; a file holds its own name. */
function imagesFolder(images: number, ...classes: string[]): string {
  const folder = temporaryFolder();
  for (const className of classes) {
    for (const side of ["train", "test"]) mkdirSync(path.join(folder, side, className), { recursive: true });
    for (let i = 0; i < images; i++) {
      writeFileSync(
        path.join(folder, i % 5 === 0 ? "test" : "train", className, `${className}${i}.jpg`),
        `${className}${i}`,
      );
    }
  }
  return folder;
}

describe("folds of images", () => {
  it("hold every image of train/ and test/ once, and the same share of each class", () => {
    const dealt = foldsOf(imagesFolder(15, "daisy", "tulip"), 5);
    expect(new Set(dealt.map(({ name }) => name)).size).toBe(30);
    for (const className of ["daisy", "tulip"]) {
      const ofClass = dealt.filter((image) => image.className === className);
      for (let fold = 0; fold < 5; fold++) expect(ofClass.filter((image) => image.fold === fold)).toHaveLength(3);
    }
  });

  it("are as large as each other where classes do not come out even", () => {
    const dealt = foldsOf(imagesFolder(7, "daisy", "rose", "tulip"), 5);
    const sizes = [0, 1, 2, 3, 4].map((fold) => dealt.filter((image) => image.fold === fold).length);
    expect(sizes.toSorted()).toEqual([4, 4, 4, 4, 5]);
  });

  it("are drawn, and the same each time", () => {
    const folder = imagesFolder(20, "daisy");
    const dealt = foldsOf(folder, 5);
    expect(foldsOf(folder, 5)).toEqual(dealt);
    expect(dealt.map(({ name }) => name)).not.toEqual(dealt.map(({ name }) => name).toSorted());
  });

  it("become test/ one after the other, the others train/", () => {
    const dealt = foldsOf(imagesFolder(10, "daisy", "tulip"), 5);
    const tested = [0, 1, 2, 3, 4].flatMap((fold) => {
      const folder = temporaryFolder();
      linkFold(dealt, fold, folder);
      linkFold(dealt, fold, folder);
      const names = (side: string) => ["daisy", "tulip"].flatMap((name) => readdirSync(path.join(folder, side, name)));
      const [train, test] = [names("train"), names("test")];
      expect(new Set([...train, ...test]).size).toBe(20);
      expect(test).toHaveLength(4);
      const [first] = test;
      expect(readFileSync(path.join(folder, "test", first.replace(/\d.*/, ""), first), "utf8")).toBe(
        first.replace(".jpg", ""),
      );
      return test;
    });
    expect(new Set(tested).size).toBe(20);
  });

  it("refuse two images of one name, of which one would take the other's place", () => {
    const folder = imagesFolder(5, "daisy");
    writeFileSync(path.join(folder, "test", "daisy", "daisy1.jpg"), "");
    expect(() => foldsOf(folder, 5)).toThrow("both have images of one name in daisy");
  });
});
