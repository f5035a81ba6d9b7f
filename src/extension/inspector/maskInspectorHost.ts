import path from "node:path";
import type { Remote } from "../../protocol/channel.ts";
import type { MaskInspectorHost } from "../../protocol/maskInspector.ts";
import type { InspectedDocument } from "./inspectedDocument.ts";
import { cellRequest, fileContent, suggestedName, tensorName } from "./parameters.ts";
import { saveFile } from "./saveFile.ts";
import { showRule } from "./showRule.ts";

/** What the page of one inspector is offered. What it says is checked here. */
export function maskInspectorHost(document: InspectedDocument): Remote<MaskInspectorHost> {
  return {
    open: () => document.read((client) => client.describe()),
    async values(tensor) {
      const name = tensorName.parse(tensor);
      return document.read((client) => client.values(name));
    },
    async cells(request) {
      const asked = cellRequest.parse(request);
      return document.read((client) => client.cells(asked));
    },
    async statistics(tensor) {
      const name = tensorName.parse(tensor);
      return document.read((client) => client.statistics(name));
    },
    async showRule(tensor) {
      const name = tensorName.parse(tensor);
      const { run } = await document.read((client) => client.describe());
      await showRule(document.uri.fsPath, run, name);
    },
    async save(name, content) {
      const folder = path.dirname(document.uri.fsPath);
      await saveFile(folder, suggestedName.parse(name), fileContent.parse(content));
    },
  };
}
