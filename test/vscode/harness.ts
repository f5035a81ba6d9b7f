import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { launchChromium } from "../webview/chromium.ts";
import { type Server, type ServerSetup, startServer } from "./server.ts";

const suiteLimit = 240_000;

/** A real VS Code: its server, and a browser that shows its windows. */
export class VSCode {
  readonly #server: Server;
  readonly #browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  static async start(setup: ServerSetup = {}): Promise<VSCode> {
    const [server, browser] = await Promise.all([startServer(setup), launchChromium()]);
    return new VSCode(server, browser);
  }

  /** Opens a folder in a window of its own. */
  async open(folder: string): Promise<Window> {
    const page = await this.#browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(120_000);
    await page.goto(this.#server.url(folder));
    const window = new Window(page);
    await window.ready();
    return window;
  }

  /**
   * Runs a suite inside the extension host.
   *
   * @param tests path of a module that exports run()
   * @returns 0 where run() resolved
   * @throws Error where it does not end
   */
  async runTests(folder: string, tests: string): Promise<number> {
    const page = await this.#browser.newPage();
    const exit = new Promise<number>((resolve) => {
      void page.exposeFunction("codeAutomationExit", resolve);
    });
    await page.exposeFunction("codeAutomationLog", () => {});
    await page.goto(this.#server.url(folder, tests));
    const tooLong = sleep(suiteLimit, undefined, { ref: false }).then(() => {
      throw new Error(`The suite in the extension host has not ended after ${suiteLimit / 1000} s.`);
    });
    return Promise.race([exit, tooLong]);
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.stop();
  }
}

/** A window of VS Code, used as a person does: by keys, and by what can be read on it. */
export class Window {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor();
  }

  /** Loads the window again as its own command does, which lets it write down first what is open. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.runCommand("Developer: Reload Window");
    await loaded;
    await this.ready();
  }

  /** Runs a command from the palette: "Sparsity: Prune Model…". */
  async runCommand(title: string): Promise<void> {
    await this.#pick("F1", `>${title}`, title);
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await this.#pick("Control+P", name, name);
  }

  /** What these lists hold is settled when they open: they are opened again until it is there. */
  async #pick(key: string, filter: string, row: string): Promise<void> {
    const patience = 2000;
    for (const end = Date.now() + 120_000; ; ) {
      await this.page.keyboard.press(key);
      try {
        await this.quickInput.fill(filter, { timeout: patience });
        return await this.choice(row).click({ timeout: patience });
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.keyboard.press("Escape");
      }
    }
  }

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget input[type=text]").first();
  }

  /** A row of the open quick pick. */
  choice(text: string | RegExp): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  }

  /** Chooses a row of the open quick pick, once it is listed. */
  async choose(text: string | RegExp): Promise<void> {
    await this.choice(text).click();
  }

  /** Answers the open input box, once it asks this. */
  async answer(question: string, text: string): Promise<void> {
    await this.page.locator(".quick-input-widget .quick-input-title", { hasText: question }).waitFor();
    await this.quickInput.fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** The page inside the webview that is shown. */
  get webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready >> visible=true").frameLocator("#active-frame");
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}
