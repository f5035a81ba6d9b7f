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

/** Writes text only where it differs: what stays the same is not laid out again. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
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
