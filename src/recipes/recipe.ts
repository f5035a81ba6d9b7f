import { z } from "zod";
import { scheduleKinds } from "../pruning/schedule.ts";
import { conflictsIn } from "./conflicts.ts";
import { lossNames } from "./losses.ts";

/** The door for `*.prune.json`: one definition gives the type, the checks and the JSON schema of the editor. */

const share = z.number().min(0).lt(1);
/** Of passes, examples a batch, …: beyond this it is a slip of the finger. */
const maximum = 1_000_000;
const count = z.int().min(1).max(maximum);
const path = z.string().min(1);
const paths = z.union([path, z.array(path).min(1)]);

const normalizations = [
  z.enum(["zero-one", "minus-one-one", "none"]),
  z.strictObject({ mean: z.array(z.number()).min(1), std: z.array(z.number().positive()).min(1) }),
] as const;
const normalization = z.union(normalizations).meta({
  description:
    "How raw values become the network's input. Images (and arrays of uint8) hold 0..255: zero-one divides by 255, minus-one-one maps to −1..1, none keeps them. { mean, std } first divides images by 255, then standardises per channel (one value for all, or one a channel).",
});

const augmentation = z
  .strictObject({
    flip: z.literal(["horizontal", "vertical", "both", false]).default(false).meta({
      description:
        "horizontal swaps left and right, vertical top and bottom, both either and both: in half of the images each.",
    }),
    crop: share.default(0).meta({
      description:
        "Largest share of both sides that a random crop cuts off; what it leaves is stretched to the whole again.",
    }),
    rotate: z
      .number()
      .min(0)
      .max(180)
      .default(0)
      .meta({ description: "Largest angle in degrees, either way. Corners are filled with the mirrored image." }),
    colour: z.number().min(0).max(1).default(0).meta({
      description: "Strength of random brightness, contrast and saturation: factors of 1 − colour to 1 + colour.",
    }),
  })
  .optional()
  .meta({
    description:
      "Random changes of the training images, drawn anew in each pass by the seed; test images stay as they are. Off unless given.",
  });

const sampleDataset = z.strictObject({
  type: z.literal("sample"),
  name: z
    .literal("fashion-mnist")
    .meta({ description: "2,000 training and 1,000 test images that come with the package." }),
  augment: augmentation,
});

const idxDataset = z.strictObject({
  type: z.literal("idx"),
  trainImages: path,
  trainLabels: path,
  testImages: path,
  testLabels: path,
  normalize: normalization.default("zero-one"),
  augment: augmentation,
});

const imagesDataset = z.strictObject({
  type: z.literal("images"),
  path: path.meta({
    description: "A folder with one folder of images a class, or with train/ and test/ that hold such folders.",
  }),
  testShare: share
    .default(0.2)
    .meta({ description: "Share kept for testing, drawn by the seed, where there is no test folder." }),
  fit: z.enum(["cover", "contain", "fill"]).default("cover").meta({
    description:
      "How an image meets the input's size: cover crops the centre, contain pads with black, fill stretches.",
  }),
  normalize: normalization.default("zero-one"),
  augment: augmentation,
  corrupt: z
    .enum(["error", "skip"])
    .default("error")
    .meta({ description: "What to do with an image that cannot be decoded." }),
});

const csvDataset = z.strictObject({
  type: z.literal("csv"),
  train: path,
  test: path.optional(),
  label: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({
    description:
      "Header of the column that holds the label: class indices from 0, or names of classes. Of a network with several outputs a list, one column for each.",
  }),
  testShare: share.default(0.2),
  normalize: z
    .enum(["none", "standardize"])
    .default("none")
    .meta({ description: "standardize: per column, with the mean and deviation of the training rows." }),
});

const npyDataset = z.strictObject({
  type: z.literal("npy"),
  trainInputs: paths.meta({
    description:
      "A .npy file, [examples, …]; of a network with several inputs a list, one file for each, in its order.",
  }),
  trainTargets: paths.meta({
    description:
      "A .npy file, [examples, …]; of a network with several outputs a list, one file for each, in its order.",
  }),
  testInputs: paths,
  testTargets: paths,
  normalize: z
    .union([...normalizations, z.array(normalization).min(1)])
    .default("none")
    .meta({
      description:
        "How raw values become the network's input, for all inputs or a list, one for each: none keeps them. Of arrays of uint8 (0..255) zero-one divides by 255, minus-one-one maps to −1..1; { mean, std } divides those by 255, then standardises per channel (one value for all, or one a channel).",
    }),
  augment: augmentation,
});

const dataset = z
  .discriminatedUnion("type", [sampleDataset, idxDataset, imagesDataset, csvDataset, npyDataset])
  .meta({ description: "Where the examples come from. Paths are relative to the recipe." });

const learningRateSchedule = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("constant") }),
    z.strictObject({
      type: z.literal("step"),
      everyPasses: count,
      factor: z.number().positive(),
    }),
    z.strictObject({ type: z.literal("cosine"), minimum: z.number().min(0).default(0) }),
  ])
  .default({ type: "constant" })
  .meta({ description: "How the learning rate changes over the passes." });

const shared = {
  learningRate: z.number().positive(),
  learningRateSchedule,
  l1: z
    .number()
    .min(0)
    .default(0)
    .meta({ description: "Adds l1 · sign(w) to the gradient of every kernel (weights of two or more dimensions)." }),
  l2: z
    .number()
    .min(0)
    .default(0)
    .meta({ description: "Adds l2 · w to the gradient of every kernel (weights of two or more dimensions)." }),
  clipNorm: z.number().positive().optional().meta({
    description:
      "Scales all gradients together, l1 and l2 included, so that their norm over the whole network is at most this.",
  }),
  clipValue: z
    .number()
    .positive()
    .optional()
    .meta({ description: "Bounds each number of the gradients, l1 and l2 included, to −clipValue..clipValue." }),
};

const adam = {
  beta1: share.default(0.9),
  beta2: share.default(0.999),
  epsilon: z.number().positive().default(1e-7),
};

const optimizer = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("sgd"), ...shared }),
    z.strictObject({
      type: z.literal("momentum"),
      momentum: share.default(0.9),
      nesterov: z.boolean().default(false),
      ...shared,
    }),
    z.strictObject({ type: z.literal("adam"), ...adam, ...shared }),
    z.strictObject({
      type: z.literal("adamw"),
      ...adam,
      weightDecay: z.number().min(0).default(0.01).meta({
        description:
          "Subtracts learningRate · weightDecay · w from every kernel, beside the gradient and never clipped.",
      }),
      ...shared,
    }),
    z.strictObject({
      type: z.literal("rmsprop"),
      rho: share.default(0.9).meta({ description: "How much of the mean of squared gradients each update keeps." }),
      momentum: share.default(0),
      epsilon: z.number().positive().default(1e-7),
      ...shared,
    }),
  ])
  .refine(({ clipNorm, clipValue }) => clipNorm === undefined || clipValue === undefined, {
    path: ["clipValue"],
    error: "optimizer.clipNorm and optimizer.clipValue are two ways to clip the same gradients. Remove one of them.",
  });

const rule = z.strictObject({
  select: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({
    description:
      "Which layers: a layer's name, a glob (block_*_conv), a class (Conv2D), or a group: pointwise, conv, dense, depthwise. Several selectors in a list are joined.",
  }),
  sparsityUpperBound: share.meta({ description: "Share of zeros to reach, 0 to below 1; 0 leaves the layers dense." }),
  intervalPass: count.default(3).meta({ description: "Passes from one prune event to the next." }),
  endPass: z.int().min(0).max(maximum).default(60).meta({ description: "Last pass at which an event may happen." }),
  schedule: z.enum(scheduleKinds).default("log").meta({
    description: "log rises as ln(pass); polynomial is Zhu & Gupta's cubic; constant prunes once, at the start.",
  }),
});

const lossName = z.enum(lossNames);

const settings = z.strictObject({
  $schema: z.string().optional(),
  model: path.meta({
    description:
      "A tfjs LayersModel (model.json or its folder), Keras .h5 or .keras, or a run folder (its newest export). Relative to the recipe. A model without weights is initialised from the seed.",
  }),
  dataset,
  loss: z
    .union([lossName, z.array(lossName).min(1)])
    .default("crossentropy")
    .meta({
      description:
        "Of all outputs, or a list with one loss for each, in the network's order; their sum is minimised. Accuracy is that of the first output whose loss knows right and wrong (crossentropy, binaryCrossentropy). crossentropy learns one class an example, or the probability of each; binaryCrossentropy a yes or no an output; kullbackLeibler probabilities that sum to 1; meanSquaredError, meanAbsoluteError and huber (squared up to an error of 1, absolute beyond) learn numbers.",
    }),
  lossWeights: z
    .array(z.number().min(0))
    .min(1)
    .optional()
    .meta({ description: "What each output's loss counts for in the sum, in the network's order; 1 where not given." }),
  optimizer: optimizer.default({
    type: "momentum",
    learningRate: 0.01,
    momentum: 0.9,
    nesterov: false,
    l1: 0,
    l2: 0,
    learningRateSchedule: { type: "constant" },
  }),
  batchSize: count.default(64),
  passes: count.meta({ description: "Passes over the training set." }),
  seed: z.int().min(0).max(0xffffffff).default(1),
  engine: z
    .enum(["auto", "native", "wasm"])
    .default("auto")
    .meta({ description: "auto takes native where tfjs-node loads, else the embedded wasm engine." }),
  trainable: z
    .union([z.literal("all"), z.array(z.string().min(1)).min(1)])
    .default("all")
    .meta({ description: "Selectors of the layers that learn; the others are frozen." }),
  recalibrateBatchNorm: z
    .union([count, z.literal(false)])
    .default(20)
    .meta({
      description:
        "How many batches of training examples, as they are without augmentation, the moving statistics of batch normalisations are re-estimated on before the test set is evaluated and the network exported. What training leaves in them lags behind, most of all after a prune event. false leaves it; frozen normalisations keep theirs anyway.",
    }),
  rules: z.array(rule).meta({
    description: "Read in order; the last rule that selects a layer wins; layers that no rule selects stay dense.",
  }),
  earlyStop: z
    .strictObject({ patience: count, minimumChange: z.number().min(0).default(0) })
    .optional()
    .meta({
      description:
        "Stop when test accuracy has not improved for this many passes after the last prune event. Off unless given.",
    }),
  keepCheckpoints: count.default(2).meta({ description: "How many of the newest checkpoints stay in the run folder." }),
});

export const recipeSchema = settings.superRefine((recipe, context) => {
  for (const { code, path, message } of conflictsIn(recipe)) {
    context.addIssue({ code: "custom", path: [...path], message, params: { code } });
  }
});

/** A recipe with every default filled in. */
export type Recipe = z.output<typeof settings>;
export type Rule = Recipe["rules"][number];
export type OptimizerSettings = Recipe["optimizer"];
export type DatasetSettings = Recipe["dataset"];
export type Augmentation = z.output<typeof augmentation> & object;
export type LossName = z.output<typeof lossName>;
