/** Themes by the classes that VS Code puts on a page. */
const themes = {
  light: "vscode-light",
  dark: "vscode-dark",
  highContrastLight: "vscode-high-contrast-light vscode-high-contrast",
  highContrastDark: "vscode-high-contrast",
} as const;

/** Puts the theme that the reader's system prefers on the page, also when that changes; paper is white. */
export function followColourScheme(): void {
  const print = matchMedia("print");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const apply = () => {
    const theme = print.matches
      ? themes.light
      : contrast.matches
        ? dark.matches
          ? themes.highContrastDark
          : themes.highContrastLight
        : dark.matches
          ? themes.dark
          : themes.light;
    document.body.className = theme;
    document.body.dataset.vscodeThemeKind = theme.split(" ")[0];
  };
  for (const query of [print, dark, contrast]) query.addEventListener("change", apply);
  apply();
}
