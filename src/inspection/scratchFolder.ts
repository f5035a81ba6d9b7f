import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Those that are still there when the process exits go with it. */
const open = new Set<ScratchFolder>();

/** A folder for temporary files of a thread, which cannot remove them itself where it is ended. */
export class ScratchFolder {
  /** Environment in which a program puts its temporary files here. */
  readonly environment: NodeJS.ProcessEnv;
  readonly #path = mkdtempSync(path.join(tmpdir(), "sparsity-"));

  constructor() {
    this.environment = { ...process.env, TMPDIR: this.#path, TEMP: this.#path, TMP: this.#path };
    if (open.size === 0) process.on("exit", removeAll);
    open.add(this);
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true });
    open.delete(this);
    if (open.size === 0) process.off("exit", removeAll);
  }
}

function removeAll(): void {
  for (const folder of open) folder.remove();
}
