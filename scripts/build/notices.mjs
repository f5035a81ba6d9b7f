import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Writes the licences of all libraries that are in dist/, as they demand, into NOTICES.txt.
 *
 * @param metafiles esbuild's accounts of what went into the bundles
 * @param others names of packages that went in another way
 */
export async function writeNotices(out, metafiles, others) {
  const names = new Set(others);
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const input of Object.keys(inputs)) names.add(packageFolder(input));
    }
  }
  names.delete(undefined);
  const notices = await Promise.all([...names].sort().map(notice));
  await writeFile(path.join(out, "NOTICES.txt"), notices.join(`\n${"=".repeat(80)}\n\n`));
}

/** node_modules/a/node_modules/@b/c/index.js → node_modules/a/node_modules/@b/c; undefined for the project's own files. */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const files = (await readdir(folder)).filter((file) => noticeFile(name).test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n");
}

/** sharp's binary names the licences of what it is made of in its README. */
function noticeFile(name) {
  return name === "@img/sharp-wasm32" ? /^(license|readme)/i : /^(licen[cs]e|notice|copying)/i;
}
