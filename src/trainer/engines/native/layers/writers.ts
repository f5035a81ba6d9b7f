import { activationLayers } from "./activate.ts";
import { convolutionLayers } from "./convolutions.ts";
import { coreLayers } from "./core.ts";
import { imageLayers } from "./images.ts";
import type { LayerWriter } from "./layer.ts";
import { mergeLayers } from "./merges.ts";
import { noiseLayers } from "./noises.ts";
import { normalizationLayers } from "./normalizations.ts";

const writers: Readonly<Record<string, LayerWriter>> = {
  ...activationLayers,
  ...convolutionLayers,
  ...coreLayers,
  ...imageLayers,
  ...mergeLayers,
  ...noiseLayers,
  ...normalizationLayers,
};

/** How layers of a class are written into a graph; undefined where nobody knows. */
export function writerOf(className: string): LayerWriter | undefined {
  return Object.hasOwn(writers, className) ? writers[className] : undefined;
}
