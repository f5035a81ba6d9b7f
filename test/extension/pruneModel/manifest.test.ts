import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };

const { commands, walkthroughs, viewsWelcome, jsonValidation } = manifest.contributes;
const known = new Set(commands.map(({ command }) => command));
const file = (name: string) => readFile(new URL(`../../../${name}`, import.meta.url), "utf8");

/** Commands of ours behind the links of a text. */
function linked(text: string): string[] {
  return Array.from(text.matchAll(/\(command:(sparsity\.\w+)/g), ([, command]) => command);
}

describe("what a person sees first", () => {
  const [walkthrough] = walkthroughs;

  it("leads to commands that there are", () => {
    const texts = [
      ...walkthrough.steps.map(({ description }) => description),
      ...viewsWelcome.map(({ contents }) => contents),
    ];
    const found = texts.flatMap(linked);
    expect(found).toEqual(
      expect.arrayContaining(["sparsity.openSample", "sparsity.pruneModel", "sparsity.inspectMasks"]),
    );
    expect(found.filter((command) => !known.has(command))).toEqual([]);
    const events = walkthrough.steps.flatMap(({ completionEvents }) => completionEvents);
    expect(events.filter((event) => !known.has(event.replace("onCommand:", "")))).toEqual([]);
  });

  it("opens this walkthrough", () => {
    const id = `${manifest.publisher}.${manifest.name}#${walkthrough.id}`;
    expect(viewsWelcome[0].contents).toContain(encodeURIComponent(JSON.stringify(id)));
  });

  it.each(walkthrough.steps.map(({ media }) => media.svg))("has a picture in the theme's colours: %s", async (name) => {
    const svg = await file(name);
    expect(svg).toContain("var(--vscode-foreground)");
    // VS Code lets no style into these pictures, only attributes.
    expect(svg).not.toMatch(/style|<script|#[0-9a-f]{3,6}"/);
  });

  it("has the schema that recipes are completed with", async () => {
    expect(jsonValidation).toHaveLength(1);
    expect(JSON.parse(await file(jsonValidation[0].url))).toHaveProperty("allowTrailingCommas", true);
  });
});
