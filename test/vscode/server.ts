import { type ChildProcess, execFile, spawn } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { installVSCode } from "./installVSCode.ts";
import { freshProfile } from "./profile.ts";

export interface ServerSetup {
  /** A packed extension, to be installed. Where absent, VS Code runs what is built in this repository. */
  readonly vsix?: string;
  /** Whether a folder must be trusted before programs run in it; else all are. */
  readonly restricted?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For the extension host, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A VS Code server with a fresh profile. */
export interface Server {
  /** Of the window that a browser shows, with this folder open. */
  url(folder: string, tests?: string): string;
  stop(): Promise<void>;
}

/** A test asks nothing of the internet. */
const noGallery = { serviceUrl: "", itemUrl: "", resourceUrlTemplate: "", controlUrl: "" };

const repository = fileURLToPath(new URL("../..", import.meta.url));

export async function startServer({ vsix, restricted = false, settings, env }: ServerSetup): Promise<Server> {
  const program = path.join(await installVSCode(), "out", "server-main.js");
  const profile = freshProfile(settings);
  const extensions = path.join(profile, "extensions");
  // By another way than that to VS Code itself, whose themes would count as the extension's own.
  const developed = path.join(profile, "developed");
  if (!vsix) symlinkSync(repository, developed, "junction");
  const shared = [
    program,
    "--accept-server-license-terms",
    "--server-data-dir",
    profile,
    "--extensions-dir",
    extensions,
  ];
  if (vsix) await promisify(execFile)(process.execPath, [...shared, "--install-extension", vsix]);
  const options = [
    ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
    ...["--telemetry-level", "off", "--disable-getting-started-override"],
    ...(restricted ? [] : ["--disable-workspace-trust"]),
  ];
  const server = spawn(process.execPath, [...shared, ...options], {
    env: { ...process.env, EXTENSIONS_GALLERY: JSON.stringify(noGallery), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that its extension hosts end with it.
    detached: true,
  });
  const address = await addressOf(server);
  return {
    url: (folder, tests) => {
      const remote = (file: string) => `vscode-remote://${address}${file}`;
      const payload = [
        ["skipWelcome", "true"],
        ...(vsix ? [] : [["extensionDevelopmentPath", remote(developed)]]),
        ...(tests ? [["extensionTestsPath", remote(tests)]] : []),
      ];
      return `http://${address}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`;
    },
    stop: async () => {
      await endGroup(server);
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The server chooses its port, and says which. */
function addressOf(server: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const [, port] = /agent listening on (\d+)/.exec(said) ?? [];
      if (port) resolve(`127.0.0.1:${port}`);
    };
    server.stdout?.on("data", listen);
    server.stderr?.on("data", listen);
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`The VS Code server ended with code ${code}:\n${said}`)));
  });
}

async function endGroup(leader: ChildProcess): Promise<void> {
  if (leader.exitCode !== null || leader.signalCode !== null) return;
  const gone = new Promise((resolve) => leader.once("exit", resolve));
  process.kill(-leader.pid!, "SIGKILL");
  await gone;
}
