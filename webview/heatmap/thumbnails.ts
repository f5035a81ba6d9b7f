import { percent } from "../../src/runs/figures.ts";
import { element } from "../shared/dom.ts";
import { paintWhole } from "./paintWhole.ts";
import type { HeatmapInput } from "./scene.ts";
import { onPaletteChange } from "./themeColours.ts";

/** CSS pixels: sizes that are powers of two fill it exactly. */
export const thumbnailBox = { width: 128, height: 128 };

export interface ThumbnailItem extends HeatmapInput {
  /** As a person reads it, shortened where names share a beginning. */
  readonly label: string;
  /** Share of pruned weights at the event, 0..1; undefined where it is not known. */
  readonly sparsity: number | undefined;
  /** Columns with nothing kept; undefined where it is not known. */
  readonly dead: number | undefined;
}

export interface Thumbnails {
  readonly node: HTMLElement;
  /** @param selected name of the tensor that is shown large */
  update(items: readonly ThumbnailItem[], selected: string | undefined): void;
}

interface Tile {
  readonly node: HTMLButtonElement;
  readonly canvas: HTMLCanvasElement;
  readonly caption: HTMLElement;
  item: ThumbnailItem;
  /** What is on the canvas. */
  painted: string;
  isSeen: boolean;
  /** Called when a better picture has come. */
  readonly repaint: () => void;
}

/** All masks side by side, each at its own whole-number zoom. Only those in sight are painted. */
export function createThumbnails(select: (tensor: string) => void): Thumbnails {
  const node = element("div", { class: "thumbnails" });
  let tiles = new Map<string, Tile>();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const tile = [...tiles.values()].find((each) => each.node === target);
      if (!tile) continue;
      tile.isSeen = isIntersecting;
      if (isIntersecting) paint(tile);
    }
  });
  onPaletteChange(() => {
    for (const tile of tiles.values()) {
      tile.painted = "";
      if (tile.isSeen) paint(tile);
    }
  });

  const tileOf = (item: ThumbnailItem): Tile => {
    const canvas = element("canvas", { "aria-hidden": true });
    const caption = element("span", { class: "caption small" });
    const button = element(
      "button",
      { type: "button", class: "thumbnail", on: { click: () => select(item.tensor.name) } },
      element("span", { class: "picture" }, canvas),
      caption,
    );
    observer.observe(button);
    const tile: Tile = { node: button, canvas, caption, item, painted: "", isSeen: false, repaint: () => paint(tile) };
    return tile;
  };

  return {
    node,
    update(items, selected) {
      const before = tiles;
      tiles = new Map(
        items.map((item) => {
          const tile = before.get(item.tensor.name) ?? tileOf(item);
          if (tile.item.source !== item.source) tile.painted = "";
          tile.item = item;
          return [item.tensor.name, tile];
        }),
      );
      for (const [name, tile] of before) if (!tiles.has(name)) observer.unobserve(tile.node);
      const order = [...tiles.values()].map((tile) => tile.node);
      if (order.some((button, i) => node.children[i] !== button) || order.length !== node.children.length) {
        node.replaceChildren(...order);
      }
      for (const [name, tile] of tiles) {
        tile.node.setAttribute("aria-pressed", String(name === selected));
        tile.caption.replaceChildren(...captionOf(tile.item));
        if (tile.isSeen) paint(tile);
      }
    },
  };
}

function paint(tile: Tile): void {
  const { item, canvas } = tile;
  const key = `${item.mode}/${item.event}/${item.plannedEvents}/${devicePixelRatio}`;
  if (tile.painted === key) return;
  item.source.onPicture(tile.repaint);
  if (paintWhole(canvas, item, thumbnailBox, devicePixelRatio)) tile.painted = key;
}

function captionOf({ label, layout, sparsity, dead }: ThumbnailItem): HTMLElement[] {
  return [
    element("b", {}, label),
    element("span", {}, percent(sparsity)),
    element("span", { class: "muted" }, `${layout.rows}×${layout.columns}`),
    element("span", { class: "dead" }, dead ? `×${dead}` : ""),
  ];
}
