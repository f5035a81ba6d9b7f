import { z } from "zod";
import type { RecipePath } from "./problem.ts";
import { recipeSchema } from "./recipe.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** JSON schema of a recipe as people write it (what has a default may be left out), for editors. */
export function recipeJsonSchema(): JsonSchema {
  return z.toJSONSchema(recipeSchema, {
    io: "input",
    // What editors understand best.
    target: "draft-7",
    // zod bounds every integer by what a double can count; nobody needs to read that.
    override: ({ jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

/**
 * The keys that a recipe may have in the object at `path`. Of variants told apart by `type` only the one that the
 * object names counts.
 */
export function knownKeys(recipe: unknown, path: RecipePath): string[] {
  return [...new Set(schemasAt(recipe, path).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** What the schema says of the value at `path`: several where it may have several forms, none for an unknown key. */
export function schemasAt(recipe: unknown, path: RecipePath): JsonSchema[] {
  let value = recipe;
  let schemas = variants(recipeJsonSchema(), value);
  for (const step of path) {
    value = isObject(value) ? value[step] : undefined;
    schemas = schemas.flatMap((schema) => child(schema, step)).flatMap((schema) => variants(schema, value));
  }
  return schemas;
}

/** The schemas that `schema` stands for, without those for another `type` than the value has. */
function variants(schema: JsonSchema, value: unknown): JsonSchema[] {
  const branches = (schema.oneOf ?? schema.anyOf)?.filter((branch) => typeof branch !== "boolean") ?? [schema];
  const type = isObject(value) ? value.type : undefined;
  const named = branches.filter((branch) => typeOf(branch) === type);
  return named.length > 0 ? named : branches;
}

function typeOf({ properties }: JsonSchema): unknown {
  return typeof properties?.type === "object" ? properties.type.const : undefined;
}

function child(schema: JsonSchema, step: string | number): JsonSchema[] {
  const next = typeof step === "number" ? schema.items : schema.properties?.[step];
  return typeof next === "object" && !Array.isArray(next) ? [next] : [];
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}
