import fc from "fast-check";
import { applyEdits } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/recipes/diagnostics.ts";
import { fixesFor } from "../../src/recipes/fixes.ts";
import { parseRecipe } from "../../src/recipes/parseRecipe.ts";
import type { ProblemCode } from "../../src/recipes/problem.ts";
import { passesWithRecovery } from "../../src/recipes/recovery.ts";
import { layersOf } from "../../src/recipes/rules.ts";
import { network } from "./layers.ts";

const layers = layersOf(network);

const whole = `{
  // The demo's network.
  "model": "model.json",
  "dataset": { "type": "sample", "name": "fashion-mnist" },
  "passes": 20,
  "rules": [
    // The classifier.
    { "select": "dense_1", "sparsityUpperBound": 0.75, "intervalPass": 3, "endPass": 12 }
  ]
}
`;

function changed(from: string, to: string): string {
  expect(whole).toContain(from);
  return whole.replace(from, to);
}

function problemsOf(text: string) {
  const { recipe, problems, source } = parseRecipe(text);
  return { recipe, source, problems: recipe ? diagnose(recipe, layers, source) : problems };
}

/** Titles of the fixes for the problem of this code, and the texts that they make. */
function fixed(text: string, code: ProblemCode): [string, string][] {
  const { recipe, source, problems } = problemsOf(text);
  const problem = problems.find((one) => one.code === code);
  if (!problem) throw new Error(`no ${code} in ${text}`);
  const fixes = fixesFor(problem, { text, source, recipe, layers });
  return fixes.map(({ title, edits }) => [title, applyEdits(text, edits)]);
}

const twoClips = '"optimizer": { "type": "sgd", "learningRate": 1, "clipNorm": 1, "clipValue": 2 }';

const cases: [ProblemCode, string, string, string[]][] = [
  ["unknownKey", '"endPass"', '"endPas"', ['Change to "endPass"', 'Remove "endPas"']],
  ["unknownKey", '"passes": 20', '"passes": 20, "colour": 1', ['Remove "colour"']],
  ["duplicateKey", '"passes": 20', '"passes": 20, "passes": 30', ["Remove this one"]],
  ["conflictingKeys", '"passes": 20', '"passes": 20, "loss": "kullbackLeibler"', ["Remove this one"]],
  ["conflictingKeys", '"passes": 20', `"passes": 20, ${twoClips}`, ["Remove this one"]],
  ["missingKey", '  "passes": 20,\n', "", ['Insert "passes"']],
  ["missingKey", '  "model": "model.json",\n', "", ['Insert "model"']],
  ["missingKey", '"type": "sample", ', "", ['Insert "type"']],
  ["missingKey", '"select": "dense_1", ', "", ['Insert "select"']],
  ["unknownValue", '"type": "sample"', '"type": "smaple"', ['Change to "sample"']],
  ["unknownValue", '"endPass": 12', '"endPass": 12, "schedule": "lag"', ['Change to "log"']],
  ["unknownValue", '"passes": 20', '"passes": 20, "loss": "crossentrop"', ['Change to "crossentropy"']],
  ["unknownValue", '"passes": 20', '"passes": 20, "loss": ["hubber"]', ['Change to "huber"']],
  ["outOfRange", "0.75", "75", ["Change to 0.75 (75.0 %)"]],
  ["selectorMatchesNothing", '"dense_1"', '"dnse_1"', ['Change to "dense_1"']],
  ["selectorMatchesNothing", '"dense_1"', '["dense_1", "backbone"]', ['Change to "backbone/**"']],
  ["groupNamesLayer", '"dense_1"', '"dense"', ['Select the layer alone: "dense/kernel"']],
  ["boundNotReached", '"endPass": 12', '"endPass": 11', ["Set endPass to 12", "Set endPass to 9"]],
  ["boundNotReached", ', "endPass": 12', ', "endPass": 10', ["Set endPass to 9", "Set endPass to 12"]],
  ["oneEventOnly", '"intervalPass": 3', '"intervalPass": 20', ["Set intervalPass to 12", "Set endPass to 20"]],
  ["scheduleCutOff", '"passes": 20', '"passes": 9', ["Set passes to 20: 7 after the last prune event"]],
  ["noRecovery", '"passes": 20', '"passes": 13', ["Set passes to 20: 7 after the last prune event"]],
];

describe("a fix", () => {
  it.each(cases)("does away with %s, and leaves the rest as it was: %s → %s", (code, from, to, titles) => {
    const results = fixed(changed(from, to), code);
    expect(results.map(([title]) => title)).toEqual(titles);
    for (const [, text] of results) {
      const codes = problemsOf(text).problems.map((problem) => problem.code);
      expect(codes).not.toContain(code);
      expect(text).toContain("// The demo's network.");
    }
  });

  it("is not offered where a person has to think", () => {
    expect(fixed(changed('"dense_1"', '"transformer"'), "selectorMatchesNothing")).toEqual([]);
    expect(fixed(changed("0.75", "-1"), "outOfRange")).toEqual([]);
    expect(fixed(changed('"model.json"', "7"), "wrongType")).toEqual([]);
  });

  it("removes a rule that later ones override", () => {
    const text = changed('    { "select"', '    { "select": "dense_1", "sparsityUpperBound": 0.5 },\n    { "select"');
    const [[title, rest]] = fixed(text, "ruleOverridden");
    expect(title).toBe("Remove this rule");
    expect(parseRecipe(rest).recipe?.rules).toHaveLength(1);
    expect(rest).toContain("0.75");
  });

  it("removes the later one of two keys, even with a comma in the comment between them", () => {
    const text = changed('"passes": 20,', '"passes": 20, // twenty, no more\n  "passes": 30,');
    const [[, rest]] = fixed(text, "duplicateKey");
    expect(rest).toBe(changed('"passes": 20,', '"passes": 20, // twenty, no more'));
  });

  it("keeps line ends as the text has them", () => {
    const [[, text]] = fixed(changed('  "passes": 20,\n', "").replaceAll("\n", "\r\n"), "missingKey");
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });
});

it("a run with recovery ends no sooner than half as long again after its last prune event", () => {
  expect([0, 4, 12, 30, 60].map(passesWithRecovery)).toEqual([2, 8, 20, 50, 100]);
  fc.assert(
    fc.property(fc.nat(100_000), (last) => {
      const passes = passesWithRecovery(last);
      expect((passes - last - 1) / passes).toBeGreaterThanOrEqual(1 / 3);
    }),
  );
});
