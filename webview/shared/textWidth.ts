const contexts = new Map<number, CanvasRenderingContext2D>();

/** Width of a line of small text in pixels, without laying anything out. */
export function textWidth(text: string, weight: 400 | 600 = 400): number {
  return contextFor(weight).measureText(text).width;
}

/** One for each weight, kept: to ask the page for its font makes the browser bring all styles up to date. */
function contextFor(weight: number): CanvasRenderingContext2D {
  const known = contexts.get(weight);
  if (known) return known;
  const context = document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("This browser has no canvas.");
  context.font = `${weight} 11px ${getComputedStyle(document.body).fontFamily}`;
  contexts.set(weight, context);
  return context;
}
