// Packs what is built into one archive for all platforms: the files that package.json names.
//
//   node scripts/package.mjs [FILE.vsix [--any-size]]     a quick build makes a larger one than people are to get
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createVSIX } from "@vscode/vsce";
import { openPromise } from "yauzl";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const file = process.argv[2] ?? "dist/sparsity-inspector.vsix";
const largest = 6e6;

await createVSIX({
  packagePath: file,
  dependencies: false,
  // The README's pictures are seen where it is read as a file of the repository.
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});

const native = (await namesIn(file)).filter((name) => /(^|\/)node_modules\/|\.(node|so|dll|dylib|exe|map)$/.test(name));
if (native.length > 0) throw new Error(`${file} must work everywhere, but holds ${native.join(", ")}.`);
const { size } = await stat(file);
if (size > largest && !process.argv.includes("--any-size"))
  throw new Error(`${file} has ${size} bytes; it may have ${largest}.`);
console.log(`${file}: ${(size / 1e6).toFixed(2)} MB`);

async function namesIn(archive) {
  const names = [];
  const zip = await openPromise(archive);
  for await (const { fileName } of zip.eachEntry()) names.push(fileName);
  return names;
}
