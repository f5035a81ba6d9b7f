import { describe, expect, it } from "vitest";
import { compareModels, type MeasuredModel, sparsityOf } from "../../src/inspection/compareModels.ts";
import { comparisonMarkdown } from "../../src/inspection/comparisonMarkdown.ts";
import type { TensorEntry } from "../../src/protocol/tensorViews.ts";
import { thinSpace } from "../../src/runs/figures.ts";

type Tensor = readonly [name: string, shape: readonly number[], nnz: number | undefined, dtype?: string];

function model(title: string, ...tensors: readonly Tensor[]): MeasuredModel {
  const entries = tensors.map(([name, shape, , dtype = "float32"]): TensorEntry => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { name, layer: "", className: "", role: "", shape, dtype, size, bytes: 4 * size, pruned: false };
  });
  const nnz = new Map(tensors.flatMap(([name, , count]) => (count === undefined ? [] : [[name, count] as const])));
  const file = { title, format: "safetensors", fileBytes: 2000, tensors: entries, warnings: [], run: null };
  return { file, nnz };
}

const dense = model("dense", ["conv/kernel", [10, 10], 100], ["conv/bias", [10], 10], ["out/kernel", [10, 2], 20]);
const pruned = model("pruned", ["new/scale", [1], 1], ["conv/kernel", [10, 10], 25], ["out/kernel", [10, 2], 5]);

describe("a comparison of two models", () => {
  it("has every tensor once, in the order of the first, others where the second has them", () => {
    const names = (a: MeasuredModel, b: MeasuredModel) => compareModels(a, b).tensors.map(({ name }) => name);
    expect(names(dense, pruned)).toEqual(["new/scale", "conv/kernel", "conv/bias", "out/kernel"]);
    expect(names(pruned, dense)).toEqual(["new/scale", "conv/kernel", "conv/bias", "out/kernel"]);
    const ab = model("ab", ["a", [1], 1], ["b", [1], 1]);
    const more = model("more", ["a", [1], 1], ["x", [1], 1], ["y", [1], 1], ["b", [1], 1], ["z", [1], 1]);
    expect(names(ab, more)).toEqual(["a", "x", "y", "b", "z"]);
    expect(names(model("none"), ab)).toEqual(["a", "b"]);
  });

  it("has both sides of what both have, and one of the others", () => {
    const { tensors } = compareModels(dense, pruned);
    expect(tensors.find(({ name }) => name === "conv/kernel")).toMatchObject({ a: { nnz: 100 }, b: { nnz: 25 } });
    expect(tensors.find(({ name }) => name === "conv/bias")).toMatchObject({ a: { nnz: 10 }, b: undefined });
  });

  it("adds up what each side holds", () => {
    expect(compareModels(dense, pruned)).toMatchObject({
      a: { size: 130, nnz: 130, bytes: 520 },
      b: { size: 121, nnz: 31, bytes: 484 },
    });
  });

  it("counts bytes, and no weights, of what holds no numbers", () => {
    const { a, tensors } = compareModels(model("words", ["words", [3], undefined, "string"]), model("none"));
    expect(a).toEqual({ size: 0, nnz: 0, bytes: 12 });
    expect(tensors[0].a && sparsityOf(tensors[0].a)).toBeUndefined();
  });
});

describe("a comparison written as Markdown", () => {
  const percent = (text: string) => `${text}${thinSpace}%`;

  it("tells totals, their change, what only one has, and each tensor", () => {
    const lines = comparisonMarkdown(dense, pruned).split("\n");
    expect(lines).toContain(
      `| **B** \`pruned\` | safetensors | 2.00${thinSpace}kB | 121 | 31 | ${percent("74.38")} | 484${thinSpace}B |`,
    );
    expect(lines).toContain(`From A to B: non-zero weights ${percent("−76.2")}, bytes of tensors ${percent("−6.9")}.`);
    expect(lines).toContain("Only in A: `conv/bias`.");
    expect(lines).toContain("Only in B: `new/scale`.");
    expect(lines).toContain(
      `| \`conv/kernel\` | [10, 10] float32 | 100 | 25 | ${percent("0.00")} | ${percent("75.00")} | 400${thinSpace}B | 400${thinSpace}B |`,
    );
    expect(lines).toContain(`| \`conv/bias\` | [10] float32 | 10 | – | ${percent("0.00")} | – | 40${thinSpace}B | – |`);
  });

  it("names some of what only one has, where that is much", () => {
    const many = Array.from({ length: 12 }, (_, i): Tensor => [`t${i}`, [1], 1]);
    const text = comparisonMarkdown(model("a", ...many), model("b"));
    expect(text).toContain("Only in A: `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7` and 4 more.");
  });

  it("shows both shapes where they differ", () => {
    const text = comparisonMarkdown(model("a", ["w", [4], 4]), model("b", ["w", [2, 2], 4, "float16"]));
    expect(text).toContain("| [4] float32 → [2, 2] float16 |");
  });

  it("keeps every row of a table whole, whatever a file calls its tensors", () => {
    const names = ["a|b", "`", "``x", "line\nbreak", "*bold* <b>", "|"];
    const text = comparisonMarkdown(model("a", ...names.map((name) => [name, [1], 1] as const)), model("|"));
    const rows = text
      .slice(text.indexOf("## Tensors"))
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(names.length + 2);
    for (const row of rows) expect(row.replaceAll("\\|", "").match(/\|/g)).toHaveLength(9);
  });
});
