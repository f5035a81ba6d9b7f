import { thinSpace } from "../../src/runs/figures.ts";
import { textWidth } from "../shared/textWidth.ts";
import { gap, strip, titleHeight } from "./frame.ts";
import { type Scene, shownPixels } from "./scene.ts";
import { stripDensity } from "./stripPaths.ts";
import { stripScale } from "./strips.ts";
import type { AxisName, TensorAxes } from "./tensorAxes.ts";

/** A text beside a map, CSS pixels. */
export interface Title {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle";
  /** Degrees. */
  readonly turn: number;
}

/** Names of the axes, as long as there is room for, and the one scale of both density strips. */
export function titlesOf(scene: Scene, { row, column, position }: TensorAxes): Title[] {
  const { frame, input } = scene;
  const { width, height } = shownPixels(scene);
  const corner = { x: frame.left + width + gap, anchor: "start", turn: 0 } as const;
  const across = fitting(column, width);
  const density = stripDensity(input);
  return [
    across === undefined
      ? { text: column.short, x: frame.left, y: 10, anchor: "start", turn: 0 }
      : { text: across, x: frame.left + width / 2, y: 10, anchor: "middle", turn: 0 },
    {
      text: fitting(withPosition(row, position), height) ?? "",
      x: 10,
      y: frame.top + height / 2,
      anchor: "middle",
      turn: -90,
    },
    ...(density
      ? [
          { ...corner, text: input.source.masked ? "kept" : "≠ 0", y: titleHeight + 10 },
          { ...corner, text: `0–${100 * stripScale(density)}${thinSpace}%`, y: titleHeight + strip - 4 },
        ]
      : []),
  ];
}

function withPosition(row: AxisName, position: string | undefined): AxisName {
  if (position === undefined || row.long === "kernel position") return row;
  return { long: `kernel ${position} · ${row.long}`, short: row.short };
}

function fitting({ long, short }: AxisName, room: number): string | undefined {
  return [long, short].find((name) => textWidth(name) <= room);
}
