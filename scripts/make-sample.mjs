// Makes media/datasets/fashion-mnist, the sample that comes with the package, from the full Fashion-MNIST as Debian
// ships it (`apt-get install dataset-fashion-mnist`): of each class the first 200 training and the first 100 test
// images, in the order of the original files.
//
//   node scripts/make-sample.mjs [folder of the four original files]
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

const source = process.argv[2] ?? "/usr/share/datasets/fashion-mnist";
const target = fileURLToPath(new URL("../media/datasets/fashion-mnist/", import.meta.url));

const imageBytes = 28 * 28;
/** An IDX header is a magic number and one big-endian uint32 a dimension; the first dimension is the count. */
const imagesHeader = 16;
const labelsHeader = 8;
const countOffset = 4;

await mkdir(target, { recursive: true });
for (const [side, perClass] of [
  ["train", 200],
  ["t10k", 100],
]) {
  const imagesName = `${side}-images-idx3-ubyte.gz`;
  const labelsName = `${side}-labels-idx1-ubyte.gz`;
  const images = gunzipSync(await readFile(join(source, imagesName)));
  const labels = gunzipSync(await readFile(join(source, labelsName)));
  const chosen = firstOfEachClass(labels.subarray(labelsHeader), perClass);
  await write(
    imagesName,
    withCount(images.subarray(0, imagesHeader), chosen.length),
    chosen.map((index) => images.subarray(imagesHeader + index * imageBytes, imagesHeader + (index + 1) * imageBytes)),
  );
  await write(
    labelsName,
    withCount(labels.subarray(0, labelsHeader), chosen.length),
    chosen.map((index) => labels.subarray(labelsHeader + index, labelsHeader + index + 1)),
  );
}

function firstOfEachClass(labels, perClass) {
  const taken = new Map();
  return [...labels.keys()].filter((index) => {
    const count = taken.get(labels[index]) ?? 0;
    taken.set(labels[index], count + 1);
    return count < perClass;
  });
}

function withCount(header, count) {
  const changed = Buffer.from(header);
  changed.writeUInt32BE(count, countOffset);
  return changed;
}

async function write(name, header, rows) {
  const file = gzipSync(Buffer.concat([header, ...rows]), { level: 9 });
  await writeFile(join(target, name), file);
  console.log(`${name}: ${rows.length} rows, ${file.length} bytes`);
}
