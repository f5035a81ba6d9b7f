import { window } from "vscode";

/** Lets a person look for what is not in the workspace, or choose where a recipe goes. Undefined where they do not. */
export async function browse(what: "model" | "data" | "recipe"): Promise<string | undefined> {
  const isFile = what === "model";
  const [chosen] =
    (await window.showOpenDialog({
      title: titles[what],
      openLabel: "Choose",
      canSelectFiles: isFile,
      canSelectFolders: !isFile,
      ...(isFile ? { filters: { "Model files": ["json", "h5", "hdf5", "keras"] } } : {}),
    })) ?? [];
  return chosen?.fsPath;
}

const titles = {
  model: "Model to prune",
  data: "Folder with the data",
  recipe: "Folder for the recipe",
};
