import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedRun, type EmbeddedTensor, joinPlanes, splitPlanes } from "../../src/protocol/embeddedRun.ts";
import { renderPage } from "../../src/report/markup.ts";
import { writeReport } from "../../src/report/report.ts";
import type { RunEvent } from "../../src/runs/events.ts";
import { straightRun } from "../runs/straightRun.ts";
import { writeRun } from "./writtenRun.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-"));
  file = join(folder, "report.html");
});
afterEach(() => rm(folder, { recursive: true }));

const run = straightRun({ passes: 6, tensors: 3, interval: 2, warnings: [1] });

async function reportOf(events: readonly RunEvent[], budget?: number) {
  const written = await writeRun(folder, events);
  await writeReport(folder, file, budget);
  const page = await readFile(file, "utf8");
  return { page, written, embedded: embeddedIn(page) };
}

function embeddedIn(page: string): EmbeddedRun {
  const data = /<script type="application\/json" id="embedded-run">(.*?)<\/script>/s.exec(page)?.[1];
  return JSON.parse(data ?? "");
}

const unpack = (packed: string) => new Uint8Array(gunzipSync(Buffer.from(packed, "base64")));
const eventsIn = ({ events }: EmbeddedRun): RunEvent[] => JSON.parse(Buffer.from(unpack(events)).toString());

describe("the report of a run", () => {
  it("holds every event, every weight and the whole mask history", async () => {
    const { embedded, written } = await reportOf(run);
    expect(eventsIn(embedded)).toEqual(run);
    expect(embedded.isLive).toBe(false);
    for (const { plan, weights, prunedAt } of written) {
      const tensor = embedded.tensors.find(({ name }) => name === plan.tensor) as Extract<
        EmbeddedTensor,
        { kind: "whole" }
      >;
      expect(tensor).toMatchObject({ kind: "whole", events: 3 });
      expect(new Float32Array(joinPlanes(unpack(tensor.weights), 4).buffer)).toEqual(weights);
      expect(new Uint16Array(joinPlanes(unpack(tensor.prunedAt ?? ""), 2).buffer)).toEqual(prunedAt);
    }
  });

  it("loads nothing, and lets nothing run but its own script and style", async () => {
    const { page } = await reportOf(run);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const script = /<script>(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    expect(script.length).toBeGreaterThan(10_000);
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)} ${hash("")}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    const markup = page.replace(script, "").replace(style, "");
    expect(markup).not.toMatch(/\bsrc=|\bhref=|\son[a-z]+=|<link|<iframe|<img/i);
    expect(style).not.toMatch(/url\(|@import/);
  });

  it("has means of blocks instead of what is beyond its budget, largest tensors first", async () => {
    const events = run.map((event): RunEvent => {
      if (event.type !== "runStarted") return event;
      const plan = event.plan.map((tensor, i) => (i === 2 ? { ...tensor, shape: [1, 1, 300, 200] } : tensor));
      return { ...event, plan };
    });
    const sized = events.map((event): RunEvent => {
      if (event.type !== "pruned") return event;
      const tensors = event.tensors.map((tensor, i) =>
        i === 2
          ? { ...tensor, size: 60_000, kept: 60_000 - 9_000 * event.event, nnz: 60_000 - 9_000 * event.event }
          : tensor,
      );
      return { ...event, tensors };
    });
    const { embedded } = await reportOf(sized, 3000);
    expect(embedded.tensors.map(({ kind }) => kind)).toEqual(["whole", "whole", "blocks"]);
    const [, , blocks] = embedded.tensors;
    if (blocks.kind !== "blocks") throw new Error("It is in blocks.");
    expect(blocks).toMatchObject({ events: 3, masked: true, block: 3, rows: 100, columns: 67 });
    const kept = unpack(blocks.kept);
    expect(kept).toHaveLength(4 * 100 * 67);
    const share = (event: number) =>
      kept.subarray(event * 6700, (event + 1) * 6700).reduce((sum, one) => sum + one, 0) / 6700 / 255;
    for (const event of [0, 1, 2, 3]) expect(share(event)).toBeCloseTo(1 - 0.15 * event, 2);
  });

  it("has what a run that died had saved", async () => {
    const { embedded } = await reportOf(run.slice(0, 9));
    expect(embedded).toMatchObject({ isLive: false, withoutTensors: null });
    expect(embedded.tensors).toHaveLength(3);
  });

  it("says why a run that has saved nothing has no weights, and is a page even for one that has said nothing", async () => {
    const { embedded } = await reportOf(run.slice(0, 2));
    expect(embedded.tensors).toEqual([]);
    expect(embedded.withoutTensors).toContain("has saved no weights yet");
    expect(eventsIn((await reportOf([])).embedded)).toEqual([]);
  });

  it("says what of the log could not be read", async () => {
    await writeRun(folder, run);
    const lines = (await readFile(join(folder, "events.ndjson"), "utf8")).split("\n");
    lines[7] = lines[7].slice(0, 20);
    await writeFile(join(folder, "events.ndjson"), lines.join("\n"));
    await writeReport(folder, file);
    const warnings = eventsIn(embeddedIn(await readFile(file, "utf8"))).filter((event) => event.type === "warning");
    expect(warnings.at(-1)).toMatchObject({ message: expect.stringMatching(/^Line 8 of .* cannot be read/) });
  });

  it("is refused for a folder that holds no run, and where it cannot be written", async () => {
    await expect(writeReport(folder, file)).rejects.toThrow("holds no run");
    await writeRun(folder, run);
    await expect(writeReport(folder, join(file, "in", "a", "file"))).rejects.toThrow(
      "cannot be written: it does not exist.",
    );
  });
});

describe("the page of a report", () => {
  const empty: EmbeddedRun = {
    v: 1,
    writtenAt: "2026-01-01T00:00:00.000Z",
    title: "run",
    isLive: false,
    events: "",
    tensors: [],
    withoutTensors: null,
  };
  const hostile = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."<>&\"'/=;![]-`$\\ {}scriptx") }),
    fc.constantFrom("</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028"),
  );

  it("keeps its form whatever the run's texts are, and gives them back as they were", () => {
    const bundle = { script: 'const end = "</script>";', style: "p{}" };
    const form = (page: string) => page.replace(/(id="embedded-run">).*?<\/script>/s, "$1");
    const plain = form(renderPage(empty, bundle));
    expect(plain).toContain('const end = "<\\/script>";');
    fc.assert(
      fc.property(hostile, (title) => {
        const page = renderPage({ ...empty, title, withoutTensors: title }, bundle);
        expect(form(page)).toBe(plain);
        expect(embeddedIn(page)).toEqual({ ...empty, title, withoutTensors: title });
      }),
    );
  });
});

describe("byte planes", () => {
  it("give back what they were given", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(1, 2, 4), (bytes, width) => {
        const whole = bytes.slice(0, bytes.length - (bytes.length % width));
        expect(joinPlanes(splitPlanes(whole, width), width)).toEqual(whole);
      }),
    );
    expect([...splitPlanes(Uint8Array.from([1, 2, 3, 4, 5, 6]), 2)]).toEqual([1, 3, 5, 2, 4, 6]);
  });
});
