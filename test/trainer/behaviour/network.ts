import type { TestedEngine } from "../testedEngine.ts";
import { describeBatches } from "./batches.ts";
import { describeLearning } from "./learning.ts";
import { describeMasks } from "./masks.ts";
import { describeNoise } from "./noise.ts";
import { describeResuming } from "./resuming.ts";
import { describeSeveralEnds } from "./severalEnds.ts";
import { describeStatistics } from "./statistics.ts";

/** Describes all that a run relies on in the networks of an engine. */
export function describeNetwork(tested: TestedEngine): void {
  describeLearning(tested);
  describeBatches(tested);
  describeMasks(tested);
  describeNoise(tested);
  describeResuming(tested);
  describeStatistics(tested);
  describeSeveralEnds(tested);
}
