import { readFile } from "node:fs/promises";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { replaceOnce, writePacked } from "./packing.mjs";

const name = "hdf5.wasm.br";
const literal = /binaryDecode\(('(?:[^'\\]|\\.)*')\)/s;

/** h5wasm holds its WebAssembly in a string of JavaScript: taken out, it loads in a third of the time and memory. */
export function hdf5Binary(out, packing) {
  return {
    name: "hdf5-binary",
    setup({ onLoad }) {
      onLoad({ filter: /h5wasm[\\/]dist[\\/]node[\\/]hdf5_util\.js$/ }, async ({ path: file }) => {
        const script = await readFile(file, "utf8");
        const decode = script.slice(
          script.indexOf("function binaryDecode("),
          script.indexOf("var readyPromiseResolve"),
        );
        const [call] = literal.exec(script);
        await writePacked(path.join(out, name), runInNewContext(`${decode}; ${call}`), packing);
        return {
          contents: `import { readFileSync } from "node:fs"; import { brotliDecompressSync } from "node:zlib";
            ${replaceOnce(script, call, `brotliDecompressSync(readFileSync(new URL("./${name}", import.meta.url)))`, file)}`,
        };
      });
    },
  };
}
