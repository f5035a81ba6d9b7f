import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Outcome, program } from "./command.ts";
import { eventsOf, parseEvents, temporaryFolder, writeTinyRecipe } from "./tinyRun.ts";

/** Runs the built command with these variables, and of ours the PATH alone. */
function sparsityWith(variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Outcome> {
  const env = { PATH: process.env.PATH, NO_COLOR: "1", ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe.skipIf(process.platform === "win32")("setting the native engine up", () => {
  /** A machine without programs, whose proxy lets nothing through. */
  const bare = { PATH: "/nowhere", HTTPS_PROXY: "http://127.0.0.1:9" };

  it("names what is missing, and leaves nothing but a log", async () => {
    const parent = await temporaryFolder();
    const { code, stdout, stderr } = await sparsityWith(bare, "engines", "--set-up", path.join(parent, "native"));
    expect(stdout).toContain("Installing tfjs-node 4.22.0 with npm: 74 MB to download");
    expect(stderr).toMatch(/^sparsity: npm is not found\. Install Node\.js together with npm/);
    expect(code).toBe(1);
    expect(await readdir(parent)).toEqual(["native.log"]);
  });

  it("prints one event a line as JSON", async () => {
    const folder = path.join(await temporaryFolder(), "native");
    const { stdout } = await sparsityWith(bare, "engines", "--set-up", folder, "--json");
    const events: { type: string }[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(["step", "step"]);
  });
});

describe("a run where the native engine does not load", () => {
  const broken = async () => ({ SPARSITY_NATIVE_ENGINE: await temporaryFolder() });

  it("is refused if its recipe names that engine", async () => {
    const recipe = await writeTinyRecipe(await temporaryFolder(), { engine: "native" });
    const { code, stderr } = await sparsityWith(await broken(), "prune", recipe);
    expect(stderr).toMatch(
      /^sparsity: SPARSITY_NATIVE_ENGINE names .*, which has no node_modules\/@tensorflow\/tfjs-node/,
    );
    expect(code).toBe(1);
  });

  it("goes on with wasm if its recipe leaves the choice, and a note says so", async () => {
    const recipe = await writeTinyRecipe(await temporaryFolder(), { engine: "auto", passes: 1, rules: [] });
    const { code, stdout } = await sparsityWith(await broken(), "prune", recipe, "--json");
    const events = parseEvents(stdout);
    expect(eventsOf(events, "runStarted")[0]?.engine.name).toBe("wasm");
    expect(eventsOf(events, "warning")[0]?.message).toMatch(/^SPARSITY_NATIVE_ENGINE names /);
    expect(code).toBe(0);
  });
});
