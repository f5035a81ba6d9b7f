import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { recipeJsonSchema } from "../../src/recipes/jsonSchema.ts";

it("the schema that the package ships is the one of the recipe; `npm run build` writes it", async () => {
  const shipped = new URL("../../media/schemas/recipe.schema.json", import.meta.url);
  expect(JSON.parse(await readFile(shipped, "utf8"))).toEqual(recipeJsonSchema());
});

it("the schema of a recipe lets defaults be left out and refuses unknown keys", () => {
  const schema = recipeJsonSchema();
  expect(schema.required).toEqual(["model", "dataset", "passes", "rules"]);
  expect(schema.additionalProperties).toBe(false);
});
