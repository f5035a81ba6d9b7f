import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { editorJsonSchema } from "../../src/recipes/editorSchema.ts";
import { recipeJsonSchema } from "../../src/recipes/jsonSchema.ts";

it.each([
  ["recipe.schema.json", recipeJsonSchema()],
  ["recipe.editor.schema.json", editorJsonSchema()],
])("%s, which the package ships, is made from the recipe; `npm run build` writes it", async (name, schema) => {
  const shipped = new URL(`../../media/schemas/${name}`, import.meta.url);
  expect(JSON.parse(await readFile(shipped, "utf8"))).toEqual(schema);
});

it("the schema for VS Code's own JSON editor finds nothing wrong, since `parseRecipe` does", () => {
  expect(keywordsOf(editorJsonSchema())).toEqual(
    new Set([
      "allOf",
      "allowTrailingCommas",
      "default",
      "description",
      "examples",
      "if",
      "items",
      "properties",
      "then",
      "type",
    ]),
  );
});

/** Keywords of a schema and of all in it, but not those of conditions. */
function keywordsOf(schema: object): Set<string> {
  const inner = Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === "properties") return Object.values(value);
    if (keyword === "allOf") return value;
    return keyword === "items" || keyword === "then" ? [value] : [];
  });
  return new Set([...Object.keys(schema), ...inner.flatMap((one) => [...keywordsOf(one)])]);
}

it("the schema of a recipe lets defaults be left out and refuses unknown keys", () => {
  const schema = recipeJsonSchema();
  expect(schema.required).toEqual(["model", "dataset", "passes", "rules"]);
  expect(schema.additionalProperties).toBe(false);
});
