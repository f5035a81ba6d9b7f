import type { Page } from "playwright-core";

/** What is wrong with how the page is laid out: text that is cut off or lies on other text, and a page too wide. */
export function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) {
      problems.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
    }
    // What is for screen readers only has no place on the page.
    const isSeen = (node: Element) =>
      node.getBoundingClientRect().width > 0 && !node.closest(".screen-reader, [hidden], .layers-scroll");
    const table = document.querySelector(".layers-scroll");
    if (table && table.scrollWidth > table.clientWidth + 1) problems.push("the layer table is wider than its place");
    for (const name of document.querySelectorAll(".layers tbody .elided")) {
      if (name.clientWidth < 60 && name.scrollWidth > name.clientWidth) problems.push("a layer's name has no room");
    }
    const lines = [...document.querySelectorAll("svg text")].filter(isSeen).flatMap((text) => {
      const parts = [...text.querySelectorAll("tspan")];
      return parts.length > 0 ? parts : [text];
    });
    const placed = lines.map((line) => ({ line, box: line.getBoundingClientRect() }));
    for (const { line, box } of placed) {
      if (box.left < -1 || box.right > innerWidth + 1) problems.push(`"${line.textContent}" is cut off`);
    }
    placed.forEach(({ line, box }, i) => {
      for (const { line: other, box: second } of placed.slice(i + 1)) {
        if (line.closest("svg") !== other.closest("svg")) continue;
        const across = Math.min(box.right, second.right) - Math.max(box.left, second.left);
        const down = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
        if (across > 2 && down > 4) problems.push(`"${line.textContent}" lies on "${other.textContent}"`);
      }
    });
    for (const node of document.querySelectorAll<HTMLElement>("body *")) {
      const { right } = node.getBoundingClientRect();
      if (isSeen(node) && right > innerWidth + 1) problems.push(`${node.tagName} ${node.className} ends at ${right}`);
      const { overflowX } = getComputedStyle(node);
      // Names of layers are elided at their beginning, the newest warning at its end: both are whole in another place.
      const mayCut = node.matches(".elided, .newest") || node.closest("vscode-dropdown");
      if (isSeen(node) && !mayCut && overflowX !== "visible" && node.scrollWidth > node.clientWidth + 1) {
        problems.push(`${node.tagName} ${node.className} cuts its text off`);
      }
    }
    return [...new Set(problems)];
  });
}

/** Gives a page another width, and the time to follow. */
export async function widen(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: page.viewportSize()?.height ?? 800 });
  // What is measured in one frame is drawn in the next, and read in idle moments. A machine that is busy may have neither
  // for a long time; then the page does not wait for them either.
  await page.evaluate(async () => {
    const frame = (resolve: (value?: unknown) => void) => {
      requestAnimationFrame(resolve);
      setTimeout(resolve, 1000);
    };
    for (let i = 0; i < 3; i++) await new Promise(frame);
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3000 }));
  });
}
