import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** JSON schemas of recipes, from the definition that checks them: one that demands, one that only helps to write. */
export async function buildRecipeSchemas() {
  const program = path.resolve(".cache/recipeSchemas.mjs");
  const contents = `export * from "./src/recipes/jsonSchema.ts"; export * from "./src/recipes/editorSchema.ts";`;
  await build({
    stdin: { contents, resolveDir: "." },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
  });
  const { recipeJsonSchema, editorJsonSchema } = await import(pathToFileURL(program).href);
  await mkdir("media/schemas", { recursive: true });
  for (const [name, schema] of [
    ["recipe.schema.json", recipeJsonSchema()],
    ["recipe.editor.schema.json", editorJsonSchema()],
  ]) {
    await writeFile(`media/schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
  }
}
