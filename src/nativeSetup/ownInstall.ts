import type { SetupContext } from "./context.ts";

/**
 * Why tfjs-node's own way to its binding is closed, as a clause: it leads to a storage bucket of its makers, and its
 * script would wait for minutes where a firewall swallows the request. Undefined where it may be open.
 */
export async function whyClosed(isReachable: (url: string) => Promise<boolean>): Promise<string | undefined> {
  if (goesElsewhere(process.env) || (await isReachable(bucket))) return undefined;
  return `${bucket} cannot be reached`;
}

/**
 * Goes that way: libtensorflow 2.9, and an addon that is downloaded or, where there is none, compiled.
 *
 * @param library tfjs-node's folder
 * @returns why it failed, as a clause; undefined where it has not
 */
export async function ownInstall(library: string, { run, tell, logFile }: SetupContext): Promise<string | undefined> {
  tell({ type: "step", title: "Running tfjs-node's own install script" });
  const { status, end, output } = await run("npm", ["run", "install"], { cwd: library });
  if (status === "succeeded") return undefined;
  const [, error] = /\b\w*Error: (.+)$/m.exec(output) ?? [];
  return `its install script ${end} (${error ? `${error}; ` : ""}all that it printed: ${logFile})`;
}

const bucket = "https://storage.googleapis.com";

/** Variables that tfjs-node's script reads: a mirror or a proxy answers in its own way. */
const mirrors = ["TFJS_NODE_CDN_STORAGE", "TFJS_NODE_BASE_URI", "CDN_STORAGE"];
const proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

function goesElsewhere(environment: NodeJS.ProcessEnv): boolean {
  const variables = [...mirrors, ...mirrors.map((name) => `npm_config_${name}`), ...proxies];
  return variables.some((name) => environment[name]);
}
