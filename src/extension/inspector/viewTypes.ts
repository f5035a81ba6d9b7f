/** Editors, as the manifest names them. */
export const viewTypes = {
  model: "sparsity.maskInspector",
  /** Apart, because most JSON is no model: it opens on demand. */
  json: "sparsity.maskInspectorForJson",
} as const;
