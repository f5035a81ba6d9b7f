import { type QuickPickItem, QuickPickItemKind, Uri, window } from "vscode";
import type { Services } from "../services.ts";
import { fileItems, type ModelItem, runItems } from "./modelItems.ts";

type PickedItem = QuickPickItem & { readonly file?: string };

const browseItem: PickedItem = { label: "$(folder-opened) Browse…", alwaysShow: true };

/**
 * Asks for a model file of the workspace, or what a run has made. Undefined where nothing is chosen.
 *
 * @param except is not offered
 */
export async function pickModel(services: Services, placeHolder: string, except?: string): Promise<Uri | undefined> {
  const chosen = await window.showQuickPick(items(services, except), { placeHolder, matchOnDescription: true });
  if (chosen === browseItem) return browse(placeHolder);
  return chosen?.file === undefined ? undefined : Uri.file(chosen.file);
}

async function items(services: Services, except: string | undefined): Promise<PickedItem[]> {
  const [runs, files] = await Promise.all([runItems(services), fileItems()]);
  const others = (all: readonly ModelItem[]) => all.filter(({ file }) => file !== except);
  return [
    ...section("Runs", others(runs)),
    ...section("Model files", others(files)),
    ...section("Elsewhere", [browseItem]),
  ];
}

function section(label: string, items: readonly PickedItem[]): PickedItem[] {
  return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
}

async function browse(title: string): Promise<Uri | undefined> {
  const filters = { "Model files": ["json", "h5", "hdf5", "keras", "safetensors", "spz"] };
  const chosen = await window.showOpenDialog({ title, openLabel: "Choose", filters });
  return chosen?.[0];
}
