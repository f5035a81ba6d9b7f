import path from "node:path";
import { commands, ProgressLocation, type TextDocumentContentProvider, Uri, window } from "vscode";
import { z } from "zod";
import { comparisonMarkdown } from "../../inspection/comparisonMarkdown.ts";
import type { Services } from "../services.ts";
import { chosenIn } from "./chosenPaths.ts";
import { inspectedFileOf } from "./inspectedFile.ts";
import { measureModel } from "./measureModel.ts";
import { pickModel } from "./pickModel.ts";
import { comparisonScheme } from "./viewTypes.ts";

type Pair = readonly [a: string, b: string];
const pairSchema = z.tuple([z.string(), z.string()]);

/** Documents that compare two models. Their address says which, so that they can be written again. */
export class Comparisons implements TextDocumentContentProvider {
  readonly #services: Services;
  readonly #texts = new Map<string, string>();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Compares two models or runs, those that are chosen or asked for, and shows what comes out.
   *
   * @param parameters of the command; see `chosenIn`
   * @throws Error in a sentence where one of them is no model
   */
  async compare(parameters: readonly unknown[]): Promise<void> {
    const pair = await this.#choosePair(parameters);
    if (!pair) return;
    const uri = uriOf(pair);
    const text = await this.#write(pair);
    if (text === undefined) return;
    this.#texts.set(uri.toString(), text);
    await commands.executeCommand("markdown.showPreview", uri);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string | undefined> {
    const known = this.#texts.get(uri.toString());
    return known ?? this.#write(pairSchema.parse(JSON.parse(uri.query)));
  }

  async #choosePair(parameters: readonly unknown[]): Promise<Pair | undefined> {
    const [first, second] = chosenIn(parameters);
    const a = first?.uri ?? (await pickModel(this.#services, "The first of two models to compare"));
    if (!a) return undefined;
    const fileA = await inspectedFileOf(a.fsPath);
    const b = second?.uri ?? (await pickModel(this.#services, `The model to compare ${nameOf(fileA)} with`, fileA));
    return b && [fileA, await inspectedFileOf(b.fsPath)];
  }

  /** Undefined where a person does not wait for the end. */
  async #write([a, b]: Pair): Promise<string | undefined> {
    const options = { location: ProgressLocation.Notification, title: "Comparing models", cancellable: true };
    return window.withProgress(options, async (progress, token) => {
      const cancelled = new AbortController();
      token.onCancellationRequested(() => cancelled.abort());
      const measuring = (tensor: string, share: number) => progress.report({ message: tensor, increment: share * 50 });
      const measure = (file: string) => measureModel(this.#services, file, cancelled.signal, measuring);
      try {
        return comparisonMarkdown(await measure(a), await measure(b));
      } catch (error) {
        if (cancelled.signal.aborted) return undefined;
        throw error;
      }
    });
  }
}

function uriOf(pair: Pair): Uri {
  const title = pair.map(nameOf).join(" and ");
  return Uri.from({ scheme: comparisonScheme, path: `/${title}.md`, query: JSON.stringify(pair) });
}

/** All tfjs models are called model.json: their folders tell them apart. */
function nameOf(file: string): string {
  const name = path.basename(file);
  return name === "model.json" ? path.basename(path.dirname(file)) : name;
}
