/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** For messages: "[28, 28, 1]". */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** The same for a model, whose open dimensions (0) are question marks: "[?, ?, 3]". */
export function modelShapeText(shape: readonly number[]): string {
  return `[${shape.map((dimension) => dimension || "?").join(", ")}]`;
}

/** Whether data of this shape can be fed to a model of that one; 0 stands for a dimension that the model leaves open. */
export function fits(shape: readonly number[], modelShape: readonly number[]): boolean {
  return (
    shape.length === modelShape.length &&
    modelShape.every((dimension, axis) => dimension === 0 || dimension === shape[axis])
  );
}

/**
 * The shape under which data goes into a model: the model's own where it differs only in how the same numbers, in the
 * same order, are called (flat, or with dimensions of 1 added or left out), else the data's.
 *
 * So the 784 columns of a table feed a [28, 28, 1] network, and [28, 28] images feed one that takes [784].
 */
export function adoptShape(shape: readonly number[], modelShape: readonly number[]): readonly number[] {
  const withoutOnes = (dimensions: readonly number[]) => dimensions.filter((dimension) => dimension !== 1);
  const oneIsFlat = shape.length === 1 || modelShape.length === 1;
  const sameNumbers = oneIsFlat
    ? sizeOf(shape) === sizeOf(modelShape)
    : fits(withoutOnes(shape), withoutOnes(modelShape)) && !modelShape.includes(0);
  return sameNumbers ? modelShape : shape;
}
