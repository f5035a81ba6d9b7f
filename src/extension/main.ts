import type { ExtensionContext } from "vscode";

/** Registers what VS Code calls later; loads nothing that is not needed yet. */
export function activate(_context: ExtensionContext): void {}
