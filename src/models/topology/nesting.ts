/** Keras nests a handful of levels for each model within a model; what recurses through a topology needs an end. */
const deepest = 500;

/** Whether lists and objects lie within each other deeper than any network's do. */
export function nestsTooDeep(value: unknown, levels = deepest): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => nestsTooDeep(inner, levels - 1));
}
