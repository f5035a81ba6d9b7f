import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Nothing that opens, asks, moves or loads by itself. */
const quiet = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.editor.enablePreview": false,
  "window.restoreWindows": "none",
  "window.confirmBeforeClose": "never",
  "files.hotExit": "off",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "typescript.disableAutomaticTypeAcquisition": true,
  "remote.autoForwardPorts": false,
};

/** Makes the folder of a VS Code that nobody has used yet. */
export function freshProfile(settings: Readonly<Record<string, unknown>> = {}): string {
  const profile = mkdtempSync(path.join(tmpdir(), "vscode-profile-"));
  const user = path.join(profile, "data", "User");
  mkdirSync(user, { recursive: true });
  mkdirSync(path.join(profile, "extensions"));
  writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...quiet, ...settings }));
  return profile;
}
