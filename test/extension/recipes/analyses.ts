import { sampleFacts } from "../../../src/extension/pruneModel/find/readDataFacts.ts";
import { analyseRecipe, type Files } from "../../../src/extension/recipes/analysis.ts";
import type { NetworkFacts } from "../../../src/extension/recipes/networkFacts.ts";
import { ModelMissing } from "../../../src/extension/recipes/networkReader.ts";
import { mobileNet, networkOf } from "../pruneModel/drafts.ts";

export const recipe = `{
  "model": "mobilenet/model.json",
  "dataset": { "type": "sample", "name": "fashion-mnist" },
  "passes": 20,
  "rules": [
    { "select": "pointwise", "sparsityUpperBound": 0.75, "intervalPass": 3, "endPass": 12 },
    { "select": ["predictions", "conv_pw_2"], "sparsityUpperBound": 0.8, "intervalPass": 3, "endPass": 12 }
  ]
}
`;

/** With one piece of the recipe's text replaced. */
export function changed(from: string, to: string): string {
  if (!recipe.includes(from)) throw new Error(`The recipe has no ${from}.`);
  return recipe.replace(from, to);
}

/** A recipe that trains without pruning. */
export const withoutRules = `${recipe.slice(0, recipe.indexOf('"rules"'))}"rules": []\n}\n`;

/** A workspace in which the model is a small MobileNet, and every file is there that is not said to be missing. */
export function files(changes: Partial<Files> & { readonly missing?: readonly string[] } = {}): Files {
  const { missing = [], ...given } = changes;
  return {
    network: async (file) => {
      if (missing.includes(file)) throw new ModelMissing(`There is no ${file}.`);
      return networkOf(mobileNet);
    },
    data: async () => sampleFacts,
    exists: async (file) => !missing.includes(file),
    ...given,
  };
}

export const analyse = (text = recipe, given = files()) => analyseRecipe(text, "/w", given);

export function analyseWith(changes: Partial<NetworkFacts>, text = recipe) {
  return analyse(text, files({ network: async () => networkOf(mobileNet, changes) }));
}

export const plain = (text: string) => text.replaceAll("\u202f", " ");
