import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { replaceOnce, writePacked } from "./packing.mjs";

const require = createRequire(import.meta.url);

/**
 * sharp on WebAssembly, for where no native sharp is: the same library, and the same pixels to the last bit. Its binding
 * stays a file of its own, as its threads start from that.
 *
 * @returns esbuild's account of what went into the bundles
 */
export async function buildImageDecoder(out, packing) {
  const binding = require.resolve("@img/sharp-wasm32/sharp.node");
  const { metafile } = await build({
    entryPoints: { index: require.resolve("sharp"), binding },
    outdir: path.join(out, "sharp"),
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    plugins: [loadBinding, packBinary(path.join(out, "sharp"), packing)],
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  return metafile;
}

/** In the place of sharp's search for the binary of this machine. */
const loadBinding = {
  name: "load-binding",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/sharp\.cjs$/ }, () => ({ path: "./binding.cjs", external: true }));
  },
};

function packBinary(folder, packing) {
  return {
    name: "pack-binary",
    setup({ onLoad }) {
      onLoad({ filter: /sharp-wasm32-[^/\\]+\.node\.js$/ }, async ({ path: file }) => {
        const wasm = file.replace(/\.js$/, ".wasm");
        const script = await readFile(file, "utf8");
        await writePacked(path.join(folder, `${path.basename(wasm)}.br`), await readFile(wasm), packing);
        const unpack = `require("node:zlib").brotliDecompressSync(fs.readFileSync(filename + ".br"))`;
        return { contents: replaceOnce(script, "var ret=fs.readFileSync(filename);", `var ret=${unpack};`, file) };
      });
    },
  };
}
