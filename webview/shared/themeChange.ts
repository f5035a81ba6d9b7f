/** Calls back when VS Code has put another theme's colours on the page. Canvases must be painted again; CSS follows by itself. */
export function onThemeChange(repaint: () => void): void {
  const observer = new MutationObserver(repaint);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
}
