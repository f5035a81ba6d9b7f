import { markdownTable } from "../performance/markdown.ts";
import type { FoldsResult, FormsResult, TimelineResult, TrialsResult } from "./results.ts";
import { formTable, publishedTable } from "./sizes.ts";
import { fallsOf, type Interval, intervalOf, mean } from "./statistics.ts";

/** Of the mean difference to the dense network. */
const aim = -0.005;

/**
 * docs/results.md.
 *
 * @param chart the timeline's file, from the page's folder
 */
export function resultsPage(
  { folds, timeline }: FoldsResult,
  { trials }: TrialsResult,
  forms: FormsResult,
  chart: string,
): string {
  const [{ dense, pruned, longer }] = folds;
  const images = dense.train + dense.test;
  const against = (other: "longer" | "dense") =>
    intervalOf(folds.map((fold) => fold.pruned.accuracyAfter - fold[other].accuracyAfter));
  const [toLonger, toDense] = [against("longer"), against("dense")];
  const falls = folds.flatMap((fold) => fallsOf(fold.pruned));
  return `${[
    "# What pruning costs",
    "`scripts/results.mjs` makes this page of what runs have written.",
    "## MobileNet v1 on 17 flowers",
    `MobileNet v1 of a quarter of the width, 224 px, trained on ImageNet, learns Oxford's 17 flowers: all layers, with flips, crops and changes of colour, for ${dense.accuracies.length} passes (dense). From there it goes on for ${pruned.accuracies.length} more in two ways: pruned by the log schedule, pointwise convolutions to 75 % and the last layer to 80 % in ${pruned.events.length} events, and without pruning. ${folds.length}-fold cross-validation: each of the ${count(images)} images is tested on once, by networks that have not seen it. Accuracies are those after the last pass; none was picked. Engine: ${pruned.engine}. Recipes: \`examples/mobilenet-flowers\`.`,
    foldTable(folds),
    `Pruned less dense for as many passes: ${intervalText(toLonger)} points (95 % interval of the mean over folds, Student's t, paired). ${verdict(toLonger)} Pruned less dense before the longer training: ${intervalText(toDense)} points.`,
    `Sparsity of the pruned layers, measured: ${percent(mean(folds.map((fold) => fold.pruned.sparsity ?? 0)), 2)}. From the evaluation before a prune event to the one after it, test accuracy fell by ${(mean(falls) * 100).toFixed(1)} points on average over ${falls.length} events, and at most by ${(Math.max(...falls) * 100).toFixed(1)}.`,
    "## Really smaller",
    "Each network packed in every way (`sparsity pack`), proven to be what it was made of (`sparsity verify`), and evaluated as it is read from the file (`sparsity evaluate`). Dense networks are those that were trained for as long. Sizes are means over the folds; float32 and gzip are of the weights alone. In brackets the lowest and the highest fold.",
    formTable(forms),
    publishedTable(),
    "## Re-estimated statistics",
    `Batch normalisation keeps moving statistics for use outside of training, and moves them by a hundredth a step: with ${Math.ceil(longer.train / 40)} steps a pass they are those of weights that are no more, most of all after a prune event. \`recalibrateBatchNorm\`, on unless told otherwise, makes them the mean over ${timeline.recalibrated.recalibrationBatches} batches before each evaluation and export. It changes nothing in training. The same pruned run of fold ${timeline.fold} with and without:`,
    `![Test accuracy after each pass](${chart})`,
    timelineTable(timeline),
    `Largest fall at an event: ${(Math.max(...fallsOf(timeline.recalibrated)) * 100).toFixed(1)} points with, ${(Math.max(...fallsOf(timeline.plain)) * 100).toFixed(1)} without.`,
    "## What was tried",
    "On the images as they came, in train/ and test/; on fold 1, for which the settings of the pruned runs were chosen; and afterwards on fold 4, whose gap is the widest, to see what would close it.",
    markdownTable(
      ["", "on", "passes", "test accuracy at the end", "best"],
      trials.map(({ what, on, accuracies, note }) => [
        note === undefined ? what : `${what}; ${note}`,
        on,
        String(accuracies.length),
        percent(accuracies.at(-1) ?? 0, 2),
        percent(Math.max(...accuracies), 2),
      ]),
    ),
    "## Again",
    `\`\`\`sh
cd examples/mobilenet-flowers      # its README says where the network and the images come from
node folds.mjs IMAGES folds
node variants.mjs folds
cp folds/results.json ../../docs/results/flowers17.json
cp folds/variants.json ../../docs/results/flowers17-forms.json
node ../../scripts/results.mjs
\`\`\``,
  ].join("\n\n")}\n`;
}

function foldTable(folds: FoldsResult["folds"]): string {
  const cells = (pick: (run: "dense" | "longer" | "pruned") => number) => [
    percent(pick("dense"), 2),
    percent(pick("longer"), 2),
    percent(pick("pruned"), 2),
    points(pick("pruned") - pick("longer")),
  ];
  const rows = folds.map((fold) => [String(fold.fold), ...cells((run) => fold[run].accuracyAfter)]);
  const total = cells((run) => mean(folds.map((fold) => fold[run].accuracyAfter)));
  const [{ dense, longer }] = folds;
  const all = dense.accuracies.length + longer.accuracies.length;
  const titles = [`dense, ${dense.accuracies.length} passes`, `dense, ${all} passes`, `pruned, ${all} passes`];
  return markdownTable(["fold", ...titles, "difference, points"], [...rows, ["mean", ...total]]);
}

function verdict({ mean: difference, halfWidth }: Interval): string {
  const [lowest, highest] = [difference - halfWidth, difference + halfWidth];
  if (lowest >= aim) return "The aim, no worse than 0.5 points, is met.";
  if (difference >= aim)
    return "The aim, no worse than 0.5 points, is met by the mean, though the interval reaches below it.";
  const allowed = highest >= aim ? "though the interval does not rule it out" : "nor does the interval hold it";
  return `The aim, no worse than 0.5 points, is not met, ${allowed}.`;
}

function intervalText({ mean: difference, halfWidth }: Interval): string {
  return `${points(difference)} ± ${(halfWidth * 100).toFixed(2)}`;
}

function timelineTable({ recalibrated, plain }: TimelineResult): string {
  const sparsityAt = new Map(recalibrated.events.map(({ pass, sparsity }) => [pass, sparsity]));
  const rows = recalibrated.accuracies.map((accuracy, pass) => {
    const sparsity = sparsityAt.get(pass);
    return [
      String(pass),
      sparsity === undefined ? "" : `to ${percent(sparsity, 1)}`,
      ...[accuracy, plain.accuracies[pass]].map((value) => percent(value, 2)),
    ];
  });
  return markdownTable(["pass", "pruned before it", "test accuracy, re-estimated", "as training leaves them"], rows);
}

function percent(share: number, digits: number): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** Of a difference of shares, with its sign. */
function points(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${Math.abs(difference * 100).toFixed(2)}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
