/** Of editors that compare two models, as the manifest's activation event has it. */
export const comparisonPanelType = "sparsity.comparison";

/** Scheme of documents that compare two models in figures. */
export const comparisonScheme = "sparsity-comparison";
