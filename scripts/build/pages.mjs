import path from "node:path";
import { build } from "esbuild";

/**
 * The pages that VS Code shows: one script and one stylesheet each.
 *
 * @returns esbuild's account of what went into the bundles
 */
export async function buildPages(out) {
  const { metafile } = await build({
    entryPoints: {
      training: "webview/training/main.ts",
      inspector: "webview/inspector/main.ts",
      comparison: "webview/comparison/main.ts",
    },
    outdir: path.join(out, "webview"),
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome120",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}
