import { basename, resolve } from "node:path";
import { type Split, stratifiedSplit } from "../shuffle.ts";
import { type OpenContext, onlyEnds, type SettingsOf } from "./context.ts";
import { type Dataset, DatasetError } from "./dataset.ts";
import { type FillInputs, madeExamples, subset } from "./examples.ts";
import { imageDecoder, type PixelFormat } from "./imageDecoder.ts";
import { hashListing, type ImageFolder, listImages } from "./imageFolder.ts";
import { decodeImages } from "./imagePixels.ts";
import { InputThread } from "./inputThread.ts";
import { byteTable } from "./normalization.ts";
import { modelShapeText } from "./shapes.ts";
import { loadSharp } from "./sharp.ts";
import { classTarget } from "./targets.ts";
import { counted, listed } from "./wording.ts";

/** Memory that decoded images may take, in bytes. */
const defaultCacheBytes = 2 * 1024 ** 3;

/**
 * Images in one folder a class, resized to the model's input. The test set is the folder `test/`, or a share of each
 * class, drawn by the seed.
 *
 * @throws DatasetError that names the folder or the image
 */
export async function openImages(
  settings: SettingsOf<"images">,
  context: OpenContext,
  cacheBytes = defaultCacheBytes,
): Promise<Dataset> {
  const path = resolve(context.baseFolder, settings.path);
  const { inputShape, loss } = onlyEnds(context, settings.type);
  const format = formatOf(inputShape, settings.fit, path);
  const table = byteTable(settings.normalize, format.channels);
  const folder = await listImages(path);
  const target = classTarget(loss, folder.classNames.length, path, folder.classNames);
  // Only now: other kinds of data work where sharp does not load.
  const decoder = imageDecoder(loadSharp());

  const files = [...folder.train, ...(folder.test ?? [])];
  const inputSize = format.height * format.width * format.channels;
  const paths = files.map((file) => file.path);
  const decode = (index: number) => decoder.decode(paths[index], format);
  const { kept, failures } = await decodeImages(files.length, decode, inputSize, cacheBytes);
  const failed = [...failures.keys()].map((index) => files[index].name);
  if (settings.corrupt === "error") refuseCorrupt([...failures.values()], failed);

  const labels = Float32Array.from(files, ({ label }) => label);
  const usable = Uint32Array.from(files.keys()).filter((index) => !failures.has(index));
  const split = splitOf(folder, usable, labels, settings.testShare, context.seed);
  const others = paths.slice(kept.length / inputSize);
  const thread = new InputThread({
    shape: format,
    kept,
    files: others.length > 0 ? { paths: others, format } : undefined,
    table,
    augment: settings.augment,
    seed: context.seed,
  });
  const examples = (fill: FillInputs) => madeExamples(fill, inputSize, { width: 1, values: labels });
  return {
    name: `${basename(path)} (${folder.classNames.length} classes)`,
    inputShapes: [[format.height, format.width, format.channels]],
    targets: [target],
    train: subset(examples(thread.fill), split.train),
    // Never changed, in whatever pass.
    test: subset(
      examples((indices, inputs) => thread.fill(indices, inputs)),
      split.test,
    ),
    sha256: hashListing(files),
    decoder: decoder.name,
    warnings: warningsOf(failed, folder.ignored),
    close: () => thread.close(),
  };
}

function formatOf(shape: readonly number[], fit: PixelFormat["fit"], path: string): PixelFormat {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || !height || !width || (channels !== 1 && channels !== 3)) {
    throw new DatasetError(
      `The images in ${path} cannot be fed to this model: it takes ${modelShapeText(shape)}, where [height, width, 1] or [height, width, 3] is needed.`,
    );
  }
  return { height, width, channels, fit };
}

function refuseCorrupt([first, ...others]: readonly DatasetError[], names: readonly string[]): void {
  if (!first) return;
  const more = others.length > 0 ? ` In all ${names.length} images are damaged: ${listed(names)}.` : "";
  throw new DatasetError(
    `${first.message}${more} Repair or remove what is damaged, or leave it out with "corrupt": "skip".`,
  );
}

/** Indices into the list of all files, without those that cannot be decoded. */
function splitOf(
  { classNames, train, test }: ImageFolder,
  usable: Uint32Array,
  labels: Float32Array,
  testShare: number,
  seed: number,
): Split {
  const isTrain = (index: number) => index < train.length;
  const seen = new Set(Array.from(usable.filter(isTrain), (index) => labels[index]));
  const lost = classNames.find((_, label) => !seen.has(label));
  if (lost !== undefined) throw new DatasetError(`No image of the class "${lost}" can be decoded.`);
  if (test) {
    return { train: usable.filter(isTrain), test: usable.filter((index) => !isTrain(index)) };
  }
  const { train: toTrain, test: toTest } = stratifiedSplit(
    usable.map((index) => labels[index]),
    testShare,
    seed,
  );
  return { train: toTrain.map((position) => usable[position]), test: toTest.map((position) => usable[position]) };
}

function warningsOf(skipped: readonly string[], ignored: readonly string[]): string[] {
  const warnings: string[] = [];
  if (skipped.length > 0) {
    warnings.push(`Skipped ${counted(skipped.length, "image")} that cannot be decoded: ${listed(skipped, 20)}.`);
  }
  if (ignored.length > 0) {
    warnings.push(`Ignored ${counted(ignored.length, "file")} without the name of an image: ${listed(ignored)}.`);
  }
  return warnings;
}
