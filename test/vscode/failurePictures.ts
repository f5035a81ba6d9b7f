import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Window } from "./harness.ts";

const folder = fileURLToPath(new URL("../../.cache/vscode/failures", import.meta.url));

/** What the window shows when a test fails, as a picture in .cache/vscode/failures. */
export function takeFailurePictures(window: () => Window | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    const name = task.name.replaceAll(/\W+/g, "-");
    await window()?.page.screenshot({ path: `${folder}/${name}.png` });
  });
}
