import { join } from "node:path";
import { packageRoot } from "../packageRoot.ts";
import { arrayDataset } from "./arrayDataset.ts";
import { type OpenContext, onlyEnds, type SettingsOf } from "./context.ts";
import type { Dataset } from "./dataset.ts";
import { readPair } from "./idxDataset.ts";

const classNames = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** 2,000 training and 1,000 test images of Fashion-MNIST, which come with the package. Pixels become 0..1. */
export async function openSample(settings: SettingsOf<"sample">, context: OpenContext): Promise<Dataset> {
  const { inputShape, loss } = onlyEnds(context, settings.type);
  const folder = join(packageRoot(), "media", "datasets", "fashion-mnist");
  const pair = (side: string) =>
    readPair(join(folder, `${side}-images-idx3-ubyte.gz`), join(folder, `${side}-labels-idx1-ubyte.gz`));
  return arrayDataset({
    name: "Fashion-MNIST sample",
    classNames,
    train: await pair("train"),
    test: await pair("t10k"),
    normalize: ["zero-one"],
    augment: settings.augment,
    seed: context.seed,
    losses: [loss],
    modelShapes: [inputShape],
  });
}
