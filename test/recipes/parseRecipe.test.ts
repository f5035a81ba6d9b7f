import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseRecipe } from "../../src/recipes/parseRecipe.ts";
import { RecipeError, readRecipe } from "../../src/recipes/readRecipe.ts";

const whole = `{
  // The model of the demo.
  "model": "model.json",
  "dataset": { "type": "sample", "name": "fashion-mnist" },
  "passes": 10,
  "rules": [
    { "select": "dense", "sparsityUpperBound": 0.75 },
  ],
}
`;

/** The recipe above with one piece of its text replaced. */
function changed(from: string, to: string): string {
  expect(whole).toContain(from);
  return whole.replace(from, to);
}

/** Each problem as code, sentence and the piece of text that it is about. */
function problemsOf(text: string): [string, string, string][] {
  return parseRecipe(text).problems.map(({ code, message, range }) => {
    if (!range) throw new Error("a problem without a place");
    return [code, message, text.slice(range.offset, range.offset + range.length)];
  });
}

describe("a recipe", () => {
  it("may have comments and trailing commas, and gets its defaults", () => {
    const { recipe, problems } = parseRecipe(whole);
    expect(problems).toEqual([]);
    expect(recipe).toMatchObject({
      batchSize: 64,
      seed: 1,
      rules: [{ select: "dense", intervalPass: 3, endPass: 60 }],
    });
  });

  it.each([
    ["sgd", {}],
    ["momentum", { momentum: 0.9, nesterov: false }],
    ["adam", { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ["adamw", { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01 }],
    ["rmsprop", { rho: 0.9, momentum: 0, epsilon: 1e-7 }],
  ])("gets the defaults of its optimizer: %s", (type, defaults) => {
    const text = changed('"passes"', `"optimizer": { "type": "${type}", "learningRate": 0.5 }, "passes"`);
    const shared = { learningRate: 0.5, learningRateSchedule: { type: "constant" }, l1: 0, l2: 0 };
    expect(parseRecipe(text).recipe?.optimizer).toEqual({ type, ...defaults, ...shared });
  });

  it("changes images only where it says so, and only as it says", () => {
    const augmentOf = (text: string) => {
      const { recipe, problems } = parseRecipe(changed('"fashion-mnist"', `"fashion-mnist"${text}`));
      expect(problems).toEqual([]);
      return recipe?.dataset;
    };
    expect(augmentOf("")).not.toHaveProperty("augment");
    expect(augmentOf(', "augment": { "crop": 0.2 }')).toHaveProperty("augment", {
      flip: false,
      crop: 0.2,
      rotate: 0,
      colour: 0,
    });
    expect(augmentOf(', "augment": { "flip": false }')).toHaveProperty("augment.flip", false);
  });

  it.each<[string, string, string, [string, string, string][]]>([
    [
      "an unknown key",
      '"passes"',
      '"pases"',
      [
        ["missingKey", "passes must be a number; it is missing.", "{"],
        ["unknownKey", 'a recipe has no "pases". Did you mean passes?', '"pases"'],
      ],
    ],
    [
      "a key of another variant, with the keys of this one",
      '"name": "fashion-mnist"',
      '"name": "fashion-mnist", "labels": "x"',
      [["unknownKey", 'dataset has no "labels". Known here are type, name, augment.', '"labels"']],
    ],
    [
      "a missing key at its object",
      '"select": "dense", ',
      "",
      [["missingKey", "rules[0].select must be a text or a list; it is missing.", '{ "sparsityUpperBound": 0.75 }']],
    ],
    ["a wrong type", "10", '"ten"', [["wrongType", 'passes must be a number; it is "ten".', '"ten"']]],
    ["null", "10", "null", [["wrongType", "passes must be a number; it is null.", "null"]]],
    ["half a pass", "10", "1.5", [["wrongType", "passes must be a whole number; it is 1.5.", "1.5"]]],
    ["a number out of range", "10", "0", [["outOfRange", "passes must be at least 1; it is 0.", "0"]]],
    [
      "percent for a share",
      "0.75",
      "75",
      [["outOfRange", "rules[0].sparsityUpperBound must be below 1; it is 75. For 75 % write 0.75.", "75"]],
    ],
    [
      "the whole for a share, which is no percent",
      "0.75",
      "1",
      [["outOfRange", "rules[0].sparsityUpperBound must be below 1; it is 1.", "1"]],
    ],
    [
      "an unknown word",
      '"passes"',
      '"loss": "crossentrop", "passes"',
      [
        [
          "unknownValue",
          'loss must be "crossentropy", "binaryCrossentropy", "kullbackLeibler", "meanSquaredError", "meanAbsoluteError" or "huber" or a list; it is "crossentrop". Did you mean crossentropy?',
          '"crossentrop"',
        ],
      ],
    ],
    [
      "an unknown variant",
      '"sample"',
      '"image"',
      [
        [
          "unknownValue",
          'dataset.type must be "sample", "idx", "images", "csv" or "npy"; it is "image". Did you mean images?',
          '"image"',
        ],
      ],
    ],
    [
      "a bound of no size",
      '"passes"',
      '"optimizer": { "type": "sgd", "learningRate": 1, "clipNorm": 0 }, "passes"',
      [["outOfRange", "optimizer.clipNorm must be above 0; it is 0.", "0"]],
    ],
    [
      "two ways to clip",
      '"passes"',
      '"optimizer": { "type": "sgd", "learningRate": 1, "clipNorm": 1, "clipValue": 2 }, "passes"',
      [
        [
          "conflictingKeys",
          "optimizer.clipNorm and optimizer.clipValue are two ways to clip the same gradients. Remove one of them.",
          '"clipValue"',
        ],
      ],
    ],
    [
      "a loss of probabilities for data that has classes",
      '"passes"',
      '"loss": "kullbackLeibler", "passes"',
      [
        [
          "conflictingKeys",
          'kullbackLeibler learns the probability of each class, which data of the type "sample" does not hold. Choose crossentropy.',
          '"loss"',
        ],
      ],
    ],
    [
      "an early stop by an accuracy that there is not",
      '"passes"',
      '"loss": "huber", "earlyStop": { "patience": 5 }, "passes"',
      [
        [
          "conflictingKeys",
          "earlyStop watches test accuracy, which the loss huber does not have. Remove it.",
          '"earlyStop"',
        ],
      ],
    ],
    [
      "losses and data for different numbers of outputs",
      '"passes"',
      '"loss": ["crossentropy", "huber"], "lossWeights": [1, 2, 3], "passes"',
      [
        [
          "differentCounts",
          'loss has 2 entries, but data of the type "sample" has 1. Both need one for each output of the network, in its order.',
          '"loss"',
        ],
        [
          "differentCounts",
          "lossWeights has 3 entries, but loss has 2. Both need one for each output of the network, in its order.",
          '"lossWeights"',
        ],
      ],
    ],
    [
      "an unknown word in a list",
      '"passes"',
      '"loss": ["huber", "hubber"], "passes"',
      [
        [
          "unknownValue",
          'loss[1] must be "crossentropy", "binaryCrossentropy", "kullbackLeibler", "meanSquaredError", "meanAbsoluteError" or "huber"; it is "hubber". Did you mean huber?',
          '"hubber"',
        ],
      ],
    ],
    [
      "lists of files that do not go together",
      '{ "type": "sample", "name": "fashion-mnist" }',
      `{ "type": "npy", "trainInputs": ["a", "b"], "trainTargets": "c", "testInputs": "d", "testTargets": ["e", "f"],
         "normalize": ["none"], "augment": { "flip": "both" } }`,
      [
        [
          "differentCounts",
          "dataset.testInputs has 1 entry, but dataset.trainInputs has 2. Both need one for each input of the network, in its order.",
          '"testInputs"',
        ],
        [
          "differentCounts",
          "dataset.testTargets has 2 entries, but dataset.trainTargets has 1. Both need one for each output of the network, in its order.",
          '"testTargets"',
        ],
        [
          "differentCounts",
          "dataset.normalize has 1 entry, but dataset.trainInputs has 2. Both need one for each input of the network, in its order.",
          '"normalize"',
        ],
        [
          "conflictingKeys",
          "augment changes images of a network's only input, but dataset.trainInputs has several. Remove it.",
          '"augment"',
        ],
      ],
    ],
    [
      "neither of two types",
      '"dense"',
      "7",
      [["wrongType", "rules[0].select must be a text or a list; it is 7.", "7"]],
    ],
    [
      "a wrong element of the type that was meant",
      '"dense"',
      '["dense", 7]',
      [["wrongType", "rules[0].select[1] must be a text; it is 7.", "7"]],
    ],
    [
      "an empty list",
      '"dense"',
      "[]",
      [["outOfRange", "rules[0].select must be a list that is not empty; it is an empty list.", "[]"]],
    ],
    [
      "an empty path",
      '"model.json"',
      '""',
      [["outOfRange", "model must be a text that is not empty; it is empty.", '""']],
    ],
    [
      "an object that should be a list",
      '[\n    { "select": "dense", "sparsityUpperBound": 0.75 },\n  ]',
      "{}",
      [["wrongType", "rules must be a list; it is an object.", "{}"]],
    ],
    ["a number beyond doubles", "10", "1e999", [["wrongType", "passes must be a number; it is too large.", "1e999"]]],
    [
      "a key that stands twice",
      '"passes": 10',
      '"passes": 10, "passes": 11',
      [["duplicateKey", '"passes" stands here twice. Remove one of them.', '"passes"']],
    ],
    ["a missing comma", "10,", "10", [["syntax", "A comma is missing before this.", '"rules"']]],
    [
      "a missing quote",
      '"model.json"',
      '"model.json',
      [["syntax", "The text has no closing quote on its line.", '"model.json,']],
    ],
    ["a bare word", '"dense"', "dense", [["syntax", "dense is not JSON. Text needs double quotes.", "dense"]]],
    [
      "a backslash in a path",
      "model.json",
      "C:\\models",
      [["syntax", "The text has an escape that JSON does not know; write \\\\ for a backslash.", '"C:\\models"']],
    ],
    [
      "a change of images that there is not",
      '"name": "fashion-mnist"',
      '"name": "fashion-mnist", "augment": { "flip": "sideways", "crop": 20, "color": 0.2 }',
      [
        [
          "unknownValue",
          'dataset.augment.flip must be "horizontal", "vertical", "both" or false; it is "sideways".',
          '"sideways"',
        ],
        ["outOfRange", "dataset.augment.crop must be below 1; it is 20. For 20 % write 0.2.", "20"],
        ["unknownKey", 'dataset.augment has no "color". Did you mean colour?', '"color"'],
      ],
    ],
  ])("names %s", (_, from, to, expected) => {
    const text = changed(from, to);
    const found = problemsOf(text).map(([code, message, at]) => [code, message, at === text.trim() ? "{" : at]);
    expect(found).toEqual(expected);
    expect(parseRecipe(text).recipe).toBeUndefined();
  });

  it("shows all its problems at once, in the order of the text, with lines and columns", () => {
    const text = changed("0.75", "2").replace('"model.json"', "5").replace("10", "-1");
    expect(parseRecipe(text).problems.map(({ code, range }) => [code, range?.line, range?.column])).toEqual([
      ["wrongType", 3, 12],
      ["outOfRange", 5, 13],
      ["outOfRange", 7, 48],
    ]);
  });

  it("that is broken off says so, and does not call the rest missing", () => {
    const problems = problemsOf(whole.slice(0, whole.indexOf(', "name"')));
    expect(problems.map(([code]) => code)).not.toContain("missingKey");
    expect(problems.map(([, message]) => message)).toContain("A closing } is missing.");
  });

  it("with a comment that is not closed points to it, and no further than the text goes", () => {
    for (const tail of ["/*", "/* never", "/**"]) {
      const { range } = parseRecipe(whole + tail).problems[0];
      expect(range).toMatchObject({ offset: whole.length, length: tail.length });
    }
  });

  it("says that the file has no value in it, or no object", () => {
    expect(problemsOf("")).toEqual([["syntax", "The text ends where a value is missing.", ""]]);
    expect(problemsOf(" // nothing yet\n")).toMatchObject([["syntax", "The text ends where a value is missing.", ""]]);
    expect(problemsOf("[]")).toEqual([["wrongType", "the recipe must be an object { … }; it is an empty list.", "[]"]]);
  });

  it("never throws, and has problems or a recipe, whatever was cut out of the text", () => {
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string({ maxLength: 3 }),
        (start, length, inserted) => {
          const text = whole.slice(0, start) + inserted + whole.slice(start + length);
          const { recipe, problems } = parseRecipe(text);
          expect(recipe === undefined).toBe(problems.length > 0);
          for (const { message, range } of problems) {
            expect(message).toMatch(/[.?]$/);
            expect(range && range.offset >= 0 && range.offset + range.length <= text.length).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("reading a recipe file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "recipe-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("gives the recipe, byte order mark or not", async () => {
    const path = join(folder, "bom.prune.json");
    await writeFile(path, `\uFEFF${whole}`);
    expect((await readRecipe(path)).recipe.passes).toBe(10);
  });

  it("refuses one with problems and lists them, each with its place", async () => {
    const path = join(folder, "bad.prune.json");
    await writeFile(path, changed("10", "0"));
    const error = await readRecipe(path).catch((reason) => reason);
    expect(error).toBeInstanceOf(RecipeError);
    expect(error.message).toBe(`The recipe ${path} cannot be used: it has a problem.`);
    expect(error.problems).toEqual([`${path}:5:13: passes must be at least 1; it is 0.`]);
  });

  it("says that the file is missing, or a folder", async () => {
    const missing = join(folder, "none.prune.json");
    await expect(readRecipe(missing)).rejects.toThrow(`There is no recipe ${missing}.`);
    await expect(readRecipe(folder)).rejects.toThrow(`${folder} is a folder; give the *.prune.json file in it.`);
  });
});
