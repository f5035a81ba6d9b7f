import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Tensor } from "@tensorflow/tfjs-core";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packModel, writePacked } from "../../../src/models/packed/write.ts";
import { writeLayersModel } from "../../../src/models/tfjs/write.ts";
import { loadWithTfjs, predict } from "../../models/tfjsModel.ts";
import { inputsOf, smallNetwork } from "../../packed/smallNetwork.ts";
import { openBrowser } from "../browser.ts";

/** The built loader with TensorFlow.js as people have them: in a page that fetches the model, and in Node. */

declare global {
  interface Window {
    modules: {
      readonly packed: Loader["packed"];
      readonly tf: Pick<typeof import("@tensorflow/tfjs-core"), "setBackend" | "tensor"> &
        Pick<typeof import("@tensorflow/tfjs-layers"), "loadLayersModel">;
    };
  }
}

type Loader = typeof import("../../../src/packed/read/load.ts");

const loaderFile = fileURLToPath(new URL("../../../dist/load.js", import.meta.url));
let folder: string;
let server: Server;
let address: string;
let page: Page;
let closeBrowser: () => Promise<void>;
/** The plain model's answer, by TensorFlow.js' own loading. */
let expected: unknown;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "loader-"));
  const model = smallNetwork();
  await writeLayersModel(path.join(folder, "plain"), { topology: model.topology, tensors: model.weights });
  await writePacked(
    path.join(folder, "model.spz"),
    packModel(model, { int8: undefined, folded: false, metadata: { made: "here" } }),
  );
  expected = (await predict(await loadWithTfjs(path.join(folder, "plain")), [inputsOf(3)]))[0];
  server = createServer(serve).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ({ page, close: closeBrowser } = await openBrowser());
  await page.goto(`${address}/`);
});

afterAll(async () => {
  await closeBrowser();
  server.close();
  await rm(folder, { recursive: true });
});

const files: Readonly<Record<string, () => Promise<readonly [type: string, body: Buffer | string]>>> = {
  "/": async () => [
    "text/html",
    '<!doctype html><title>A page with a model</title><script type="module" src="page.js"></script>',
  ],
  "/page.js": async () => [
    "text/javascript",
    'import { packed } from "./load.js"; import * as tf from "./tf.js"; window.modules = { packed, tf };',
  ],
  "/load.js": async () => ["text/javascript", await readFile(loaderFile)],
  "/tf.js": async () => ["text/javascript", await bundleTensorFlow()],
  "/model.spz": async () => ["application/octet-stream", await readFile(path.join(folder, "model.spz"))],
  "/cut.spz": async () => [
    "application/octet-stream",
    (await readFile(path.join(folder, "model.spz"))).subarray(0, 9000),
  ],
};

const serve: Parameters<typeof createServer>[1] = async (request, response) => {
  const file = files[new URL(request.url ?? "/", address).pathname];
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  const [type, body] = await file();
  response.writeHead(200, { "content-type": type }).end(body);
};

async function bundleTensorFlow(): Promise<string> {
  const contents = `import "@tensorflow/tfjs-backend-cpu"; export * from "@tensorflow/tfjs-core"; export { loadLayersModel } from "@tensorflow/tfjs-layers";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: path.dirname(loaderFile) },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** Loads a model in the page and lets it answer; what it says where it fails. */
function predictInPage(source: string): Promise<{ output?: unknown; progress: number[]; error?: string }> {
  return page.evaluate(
    async ([source, inputs]) => {
      const progress: number[] = [];
      try {
        const { packed, tf } = window.modules;
        await tf.setBackend("cpu");
        const handler = packed(source, { onProgress: (share) => progress.push(share) });
        const model = await tf.loadLayersModel(handler);
        return { output: await (model.predict(tf.tensor(inputs)) as Tensor).array(), progress };
      } catch (error) {
        return { progress, error: String(error) };
      }
    },
    [source, inputsOf(3)] as const,
  );
}

describe("the loader in a browser", () => {
  it("loads a packed model from an address, and it predicts the same to the last bit", async () => {
    const { output, progress } = await predictInPage("model.spz");
    expect(output).toEqual(expected);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it("says what is wrong with a file that is cut short, or is not there", async () => {
    expect((await predictInPage("cut.spz")).error).toMatch(
      /^PackedError: The packed model cut.spz cannot be loaded: it ends early: \d+ bytes are missing\.$/,
    );
    expect((await predictInPage("absent.spz")).error).toContain("the server answered 404 Not Found.");
  });
});

describe("the loader in Node", () => {
  it("loads from a path, a file's address, bytes, a blob, a response and a stream", async () => {
    const file = path.join(folder, "model.spz");
    const { packed } = (await import(loaderFile)) as Loader;
    const bytes = await readFile(file);
    const blob = new Blob([bytes]);
    const sources = [file, pathToFileURL(file), bytes, blob, new Response(blob), blob.stream(), `${address}/model.spz`];
    const loaded = await Promise.all(sources.map((source) => packed(source).load()));
    for (const artifacts of loaded) expect(artifacts).toEqual(loaded[0]);
    expect(loaded[0].userDefinedMetadata).toEqual({ made: "here" });
  });

  it("refuses more weights than are accepted, before it reads them", async () => {
    const { packed } = (await import(loaderFile)) as Loader;
    const source = path.join(folder, "model.spz");
    await expect(packed(source, { maximumBytes: 1000 }).load()).rejects.toThrow(
      /take \d+ bytes, and 1000 are accepted/,
    );
  });

  it("says which file holds no network", async () => {
    const { packed } = (await import(loaderFile)) as Loader;
    const file = path.join(folder, "weights.spz");
    const model = { topology: undefined, weights: smallNetwork().weights };
    await writePacked(file, packModel(model, { int8: undefined, folded: false }));
    await expect(packed(file).load()).rejects.toThrow(
      `The packed model ${file} cannot be loaded: it holds weights only`,
    );
    await writeFile(file, "");
    await expect(packed(file).load()).rejects.toThrow("it ends early: 24 bytes are missing");
  });

  it("says which file is not there", async () => {
    const { packed } = (await import(loaderFile)) as Loader;
    const missing = path.join(folder, "missing.spz");
    await expect(packed(missing).load()).rejects.toThrow(
      `The packed model ${missing} cannot be loaded: the file is not there or may not be read.`,
    );
  });
});
