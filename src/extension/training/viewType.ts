/** Of training panels, as the manifest's activation event has it. */
export const trainingPanelType = "sparsity.training";
