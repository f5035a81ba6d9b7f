import { deepEqual, equal, ok } from "node:assert/strict";
import { commands, extensions, TabInputCustom, Uri, window } from "vscode";

const extension = extensions.getExtension("sparsity-inspector.sparsity-inspector")!;
const fixture = (name: string) => Uri.joinPath(extension.extensionUri, "test", "fixtures", "keras", name);

describe("the extension", () => {
  it("does not ask to be started with every window", () => {
    const events: readonly string[] = extension.packageJSON.activationEvents;
    deepEqual(
      events.filter((event) => event === "*" || event === "onStartupFinished"),
      [],
    );
  });

  it("registers every command that its manifest offers", async () => {
    await extension.activate();
    const offered: readonly { command: string }[] = extension.packageJSON.contributes.commands;
    const registered = new Set(await commands.getCommands());
    const missing = offered.filter(({ command }) => !registered.has(command));
    deepEqual(missing, []);
  });

  it("opens model files in the mask inspector", async () => {
    for (const name of ["sequential.keras3.h5", "sequential.keras"]) {
      await commands.executeCommand("vscode.open", fixture(name));
      equal(customEditor(), "sparsity.maskInspector");
    }
  });

  it("leaves model.json to the text editor, and offers the inspector", async () => {
    const model = Uri.joinPath(extension.extensionUri, "examples", "lenet-fashion-mnist", "model.json");
    await commands.executeCommand("vscode.open", model);
    ok(customEditor() === undefined, "model.json opened in a custom editor unasked.");
    await commands.executeCommand("vscode.openWith", model, "sparsity.maskInspectorForJson");
    equal(customEditor(), "sparsity.maskInspectorForJson");
  });
});

/** Type of the custom editor in front; undefined where it is another editor. */
function customEditor(): string | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom ? input.viewType : undefined;
}
