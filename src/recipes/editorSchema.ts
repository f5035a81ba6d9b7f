import { type JsonSchema, recipeJsonSchema } from "./jsonSchema.ts";

/**
 * What a JSON editor needs to complete and explain a recipe, without finding anything wrong: the sentences of
 * `parseRecipe` would stand next to the editor's own about the same mistakes. The first of the types is the right one.
 */
export function editorJsonSchema(): JsonSchema {
  // Known to editors that allow comments and, of themselves, no trailing commas.
  return { ...helpful(recipeJsonSchema()), allowTrailingCommas: true };
}

const types = ["string", "number", "integer", "boolean", "object", "array", "null"] as const;

function helpful(schema: JsonSchema): JsonSchema {
  const branches = schema.oneOf ?? schema.anyOf;
  const help = branches ? helpfulUnion(branches.filter(isObject)) : helpfulValue(schema);
  return {
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
    ...help,
  };
}

function helpfulValue({ type, const: only, enum: values, properties, items }: JsonSchema): JsonSchema {
  const examples = only === undefined ? values : [only];
  return {
    ...(typeof type === "string" ? { type: [type, ...types.filter((other) => other !== type)] } : {}),
    ...(examples ? { examples } : {}),
    ...(properties ? { properties: mapValues(properties, helpful) } : {}),
    ...(isObject(items) ? { items: helpful(items) } : {}),
  };
}

/** Variants that `type` tells apart show their keys once it is there; other forms of a value are offered together. */
function helpfulUnion(branches: readonly JsonSchema[]): JsonSchema {
  const named = branches.flatMap((branch) => {
    const type = branch.properties?.type;
    return isObject(type) && type.const !== undefined ? [{ name: type.const, branch }] : [];
  });
  if (named.length < branches.length) return Object.assign({}, ...branches.map(helpful).reverse());
  return {
    properties: { type: { examples: named.map(({ name }) => name) } },
    allOf: named.map(({ name, branch }) => ({
      if: { properties: { type: { const: name } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: a key of JSON schema.
      then: helpful(branch),
    })),
  };
}

function mapValues(
  properties: NonNullable<JsonSchema["properties"]>,
  change: (schema: JsonSchema) => JsonSchema,
): NonNullable<JsonSchema["properties"]> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, isObject(schema) ? change(schema) : schema]),
  );
}

function isObject(schema: unknown): schema is JsonSchema {
  return typeof schema === "object" && schema !== null && !Array.isArray(schema);
}
