import path from "node:path";
import { commands, ProgressLocation, type QuickPickItem, Uri, window } from "vscode";
import { bytes, changeOf, count } from "../../runs/figures.ts";
import { chosenIn } from "../inspector/chosenPaths.ts";
import { pickModel } from "../inspector/pickModel.ts";
import { viewTypes } from "../inspector/viewTypes.ts";
import type { Services } from "../services.ts";
import { type PackedFile, runPack } from "./runPack.ts";

interface Form extends QuickPickItem {
  /** Of `sparsity pack`. */
  readonly options: readonly string[];
}

const forms: readonly Form[] = [
  { label: "Bit for bit", detail: "The same network, to the last bit of each weight.", options: [] },
  {
    label: "Rounded to int8",
    detail: "Kernels in 8 bits, a scale a channel. Zeros stay zeros; accuracy may change.",
    options: ["--int8"],
  },
  {
    label: "Batch normalisation folded",
    detail: "Kernels do what the batch normalisations beside them do: the same in exact arithmetic. For inference.",
    options: ["--fold-batch-norm"],
  },
  {
    label: "Folded and rounded to int8",
    detail: "The smallest. Accuracy may change.",
    options: ["--fold-batch-norm", "--int8"],
  },
];

/**
 * Packs a model into a small file where a person wants it, and offers to look into it.
 *
 * @param parameters of the command: what it was called on
 */
export async function packModel(services: Services, parameters: readonly unknown[]): Promise<void> {
  const [chosen] = chosenIn(parameters);
  const model = chosen?.uri ?? (await pickModel(services, "The model to pack"));
  if (!model) return;
  const form = await window.showQuickPick(forms, { placeHolder: "How to pack it" });
  if (!form) return;
  const filters = { "Packed model": ["spz"] };
  const target = await window.showSaveDialog({ title: "Pack Model", defaultUri: besides(model), filters });
  if (!target) return;
  const program = services.context.asAbsolutePath("dist/cli.js");
  const packing = runPack(program, model.fsPath, target.fsPath, form.options);
  const title = `Packing ${path.basename(target.fsPath)}`;
  try {
    const packed = await window.withProgress({ location: ProgressLocation.Notification, title }, () => packing);
    await offer(target, packed);
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function offer(target: Uri, packed: PackedFile): Promise<void> {
  const open = "Inspect";
  if ((await window.showInformationMessage(summaryOf(packed), open)) === open) {
    await commands.executeCommand("vscode.openWith", target, viewTypes.model);
  }
}

/** All tfjs models are called model.json: their folders tell them apart. */
function besides(model: Uri): Uri {
  const { dir, name, ext } = path.parse(model.fsPath);
  const stem = ext === ".json" ? path.basename(dir) : name;
  return Uri.file(path.join(dir, `${stem}.spz`));
}

function summaryOf({ path: file, bytes: size, unpackedBytes, roundedToZero }: PackedFile): string {
  const lost = roundedToZero > 0 ? ` Rounding made ${count(roundedToZero)} more weights zero.` : "";
  const change = changeOf(unpackedBytes, size);
  return `${path.basename(file)}: ${bytes(size)}, ${change} against its weights as float32.${lost}`;
}
