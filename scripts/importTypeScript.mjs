import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * Imports a module of TypeScript, which Node learned only in version 22.
 *
 * @param file path from the repository's root
 */
export async function importTypeScript(file) {
  const outfile = path.resolve(".cache/scripts", `${path.basename(file, ".ts")}.mjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins: [whereFilesAre],
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}

/** In a bundle every module would believe to be where the bundle is. */
const whereFilesAre = {
  name: "where-files-are",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      return { contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(file).href)), loader: "ts" };
    });
  },
};
