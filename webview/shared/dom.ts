/** Markup without a framework. All text goes through text nodes, so nothing that comes from a file is ever parsed. */

type Attribute = string | number | boolean | undefined;
type Listeners = { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };
export type Child = Node | string | undefined | false;

/** Attributes, with `on` for listeners. A boolean attribute is present or absent; `aria-*` get "true" or "false". */
export type Attributes = { readonly on?: Listeners } & { readonly [name: string]: Attribute | Listeners };

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  for (const child of children) if (child !== undefined && child !== false) node.append(child);
  return node;
}

function setAttribute(node: HTMLElement, name: string, value: Attribute | Listeners): void {
  if (value === undefined) return;
  if (typeof value === "object") {
    for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener as EventListener);
  } else if (typeof value === "boolean" && !name.startsWith("aria-")) node.toggleAttribute(name, value);
  else node.setAttribute(name, String(value));
}

/** The element with this id, which the page's own markup has. */
export function byId(id: string): HTMLElement {
  const node = document.getElementById(id);
  if (!node) throw new Error(`The page has no element ${id}.`);
  return node;
}

/** The numbers of a chart as a table for screen readers, to stand right after it. */
export function tableTwin(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): HTMLElement {
  const line = (cells: readonly (string | number)[], tag: "th" | "td") =>
    element("tr", {}, ...cells.map((cell) => element(tag, tag === "th" ? { scope: "col" } : {}, String(cell))));
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, line(head, "th")),
    element("tbody", {}, ...rows.map((row) => line(row, "td"))),
  );
  // A bare table takes no notice of a width of 1 px and would widen the page.
  return element("div", { class: "screen-reader" }, table);
}

/** Calls `draw` with the node's width in whole pixels, at once and whenever that changes. */
export function onWidth(node: HTMLElement, draw: (width: number) => void): void {
  let drawn = 0;
  const look = () => {
    const width = Math.floor(node.clientWidth);
    if (width === 0 || width === drawn) return;
    drawn = width;
    draw(width);
  };
  new ResizeObserver(look).observe(node);
  look();
}
