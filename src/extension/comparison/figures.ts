import { commands, ProgressLocation, type TextDocumentContentProvider, Uri, window } from "vscode";
import { comparisonMarkdown } from "../../inspection/comparisonMarkdown.ts";
import { measureModel } from "../inspector/measureModel.ts";
import type { Services } from "../services.ts";
import { type Pair, pairSchema, titleOf } from "./pair.ts";
import { comparisonScheme } from "./viewType.ts";

/** Documents that compare two models in figures. Their address says which, so that they can be written again. */
export class ComparisonFigures implements TextDocumentContentProvider {
  readonly #services: Services;
  readonly #texts = new Map<string, string>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** @throws Error in a sentence where one of them cannot be read */
  async show(pair: Pair): Promise<void> {
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
  return Uri.from({ scheme: comparisonScheme, path: `/${titleOf(pair)}.md`, query: JSON.stringify(pair) });
}
