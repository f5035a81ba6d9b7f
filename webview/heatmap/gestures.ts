import type { Point } from "./zoom.ts";

/** What a person does on a map, in CSS pixels from its corner. */
export interface GestureTarget {
  panBy(x: number, y: number): void;
  /** @param at what stays where it is; the middle where undefined */
  zoomBy(step: 1 | -1, at: Point | undefined): boolean;
  fit(): void;
  /** The pointer rests here; undefined when it has left. */
  point(at: Point | undefined): void;
  /** Moves what is read by cells. */
  moveCursor(columns: number, rows: number): void;
}

/**
 * Wheel movement of a step: a mouse's notch is 100 or more, a trackpad sends many small ones, and smaller for a pinch.
 */
const wheelStep = 50;
const pinchStep = 12;
/** Fingers that move apart by this factor zoom by a step. */
const spreadStep = 1.3;
const panShare = 0.2;

/** Wheel, drag, touch and keys. The map's node must be able to have the focus. */
export function attachGestures(node: HTMLElement, target: GestureTarget): void {
  attachWheel(node, target);
  attachPointers(node, target);
  attachKeys(node, target);
}

function attachWheel(node: HTMLElement, target: GestureTarget): void {
  let turned = 0;
  node.addEventListener(
    "wheel",
    (event) => {
      if (Math.sign(event.deltaY) !== Math.sign(turned)) turned = 0;
      turned += event.deltaY;
      const step = event.ctrlKey ? pinchStep : wheelStep;
      if (Math.abs(turned) < step) {
        event.preventDefault();
        return;
      }
      const zoomed = target.zoomBy(turned < 0 ? 1 : -1, { x: event.offsetX, y: event.offsetY });
      turned = 0;
      // Where there is nothing left to zoom out of, the page scrolls on.
      if (zoomed) event.preventDefault();
    },
    { passive: false },
  );
}

function attachPointers(node: HTMLElement, target: GestureTarget): void {
  const down = new Map<number, Point>();
  let spread = 0;
  const distance = () => {
    const [a, b] = [...down.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    node.setPointerCapture(event.pointerId);
    down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    if (down.size === 2) spread = distance();
    node.classList.add("dragged");
  });
  node.addEventListener("pointermove", (event) => {
    const at = { x: event.offsetX, y: event.offsetY };
    const before = down.get(event.pointerId);
    if (!before) {
      target.point(at);
      return;
    }
    down.set(event.pointerId, at);
    if (down.size === 1) {
      target.panBy(before.x - at.x, before.y - at.y);
      target.point(at);
      return;
    }
    const [a, b] = [...down.values()];
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const factor = distance() / spread;
    if (factor >= spreadStep || factor <= 1 / spreadStep) {
      target.zoomBy(factor > 1 ? 1 : -1, middle);
      spread = distance();
    }
  });
  const release = (event: PointerEvent) => {
    down.delete(event.pointerId);
    if (down.size === 0) node.classList.remove("dragged");
  };
  node.addEventListener("pointerup", release);
  node.addEventListener("pointercancel", release);
  node.addEventListener("pointerleave", () => {
    if (down.size === 0) target.point(undefined);
  });
}

function attachKeys(node: HTMLElement, target: GestureTarget): void {
  const directions: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction) {
      const [x, y] = direction;
      if (event.shiftKey) target.moveCursor(x, y);
      else target.panBy(x * panShare * node.clientWidth, y * panShare * node.clientHeight);
    } else if (event.key === "+" || event.key === "=") target.zoomBy(1, undefined);
    else if (event.key === "-" || event.key === "_") target.zoomBy(-1, undefined);
    else if (event.key === "0") target.fit();
    else if (event.key === "Escape") target.point(undefined);
    else return;
    event.preventDefault();
  });
}
