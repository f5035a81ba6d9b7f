import { existsSync } from "node:fs";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as driver } from "playwright-core";
import { unpackChromium } from "./unpackChromium.ts";

const systemChromium = "/usr/bin/chromium";
/** Arguments of the packed Chromium that suit tiny machines, and make another browser of it than people have. */
const unwanted = /single-process|zygote|in-process-gpu|web-security/;

/** Chromium without a window: the one that CHROMIUM names, else the system's, else the one that npm serves. */
export async function launchChromium(): Promise<Browser> {
  const installed = process.env.CHROMIUM || (existsSync(systemChromium) ? systemChromium : undefined);
  if (installed) return driver.launch({ executablePath: installed, args: ["--no-sandbox", "--disable-gpu"] });
  // The packed one is for Linux.
  if (process.platform !== "linux") return driver.launch({ channel: "chrome" });
  const args = chromium.args.filter((argument) => !unwanted.test(argument));
  return driver.launch({ executablePath: await unpackChromium(), args });
}
