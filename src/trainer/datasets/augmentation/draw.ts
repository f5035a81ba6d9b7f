import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import type { Augmentation } from "../../../recipes/recipe.ts";
import { generatorOf } from "../../random.ts";

/** What chance does to one example in one pass. */
export interface Draw {
  readonly mirrored: { readonly horizontally: boolean; readonly vertically: boolean };
  /** The box that is kept: its share of both sides, and which share of the rest lies left of it and above it. */
  readonly crop: { readonly kept: number; readonly left: number; readonly above: number };
  /** Radians, clockwise. */
  readonly angle: number;
  readonly colour: ColourFactors;
}

/** 1 changes nothing. */
export interface ColourFactors {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
}

/**
 * Draws for the example with this index, in this pass. It follows from (seed, pass, index) and the settings alone: not
 * from order, batch or thread, so a run that is taken up again sees the very images that it would have seen.
 *
 * Every number is drawn whether it is used or not: what one setting does is independent of the others.
 */
export function drawFor(settings: Augmentation, seed: number, pass: number, index: number): Draw {
  const generator = generatorOf(seed, pass + 1, index);
  const share = () => uniformFloat64(generator);
  const around = (middle: number, distance: number) => middle + distance * (2 * share() - 1);
  const flips = (direction: "horizontal" | "vertical") => {
    const drawn = share() < 0.5;
    return drawn && (settings.flip === direction || settings.flip === "both");
  };
  return {
    mirrored: { horizontally: flips("horizontal"), vertically: flips("vertical") },
    crop: { kept: 1 - settings.crop * share(), left: share(), above: share() },
    angle: (around(0, settings.rotate) * Math.PI) / 180,
    colour: {
      brightness: around(1, settings.colour),
      contrast: around(1, settings.colour),
      saturation: around(1, settings.colour),
    },
  };
}
