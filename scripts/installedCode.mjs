import { accessSync, constants, realpathSync } from "node:fs";
import path from "node:path";

/** The command of the VS Code that is installed on this computer; undefined where there is none. */
export function installedCode() {
  const name = process.platform === "win32" ? "code.cmd" : "code";
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The program behind that command: both are in one folder, at places that depend on the system. */
export function programOf(command) {
  const bin = path.dirname(realpathSync(command));
  switch (process.platform) {
    case "darwin":
      return path.join(bin, "../../../MacOS/Electron");
    case "win32":
      return path.join(bin, "../Code.exe");
    default:
      return path.join(bin, "../code");
  }
}
