import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The training panel's page, as it was built. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/**
 * Looks above this file for dist/webview, so that it is found from the built programs as well as from the sources.
 *
 * @throws Error where it has not been built
 */
export async function readPageBundle(): Promise<PageBundle> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const pages = join(folder, "dist", "webview");
    if (existsSync(join(pages, "training.js"))) {
      const [script, style] = await Promise.all([
        readFile(join(pages, "training.js"), "utf8"),
        readFile(join(pages, "training.css"), "utf8"),
      ]);
      return { script, style };
    }
    if (folder === dirname(folder)) {
      throw new Error(
        "The report's page is not there: dist/webview/training.js has not been built. Run `npm run build`.",
      );
    }
  }
}
