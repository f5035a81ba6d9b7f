import { percent } from "../../../../src/runs/figures.ts";
import { textWidth } from "../../../shared/textWidth.ts";
import type { Timeline } from "../../model/timeline.ts";
import { groupFigures, groupName } from "./sparsityPanel.ts";

/** Stands for any share: the room stays the same while figures change. */
const someShare = 0.888;

/** Room that the names at the right need, in pixels. */
export function gutterWidth({ groups, accuracy, trainLoss }: Timeline, width: number): number {
  const isWide = width > 520;
  const widths = groups.map(({ group }) => 27 + textWidth(groupName(group.label, isWide), 600));
  if (groups.length > 0) widths.push(27 + textWidth(groupFigures(someShare, 1, isWide)));
  if (accuracy.dense !== undefined || accuracy.points.length > 0) {
    const name = isWide ? "newest " : "dense ";
    widths.push(14 + textWidth(`${name}${percent(1)}`, 600));
  }
  if (trainLoss.points.length > 0) widths.push(14 + textWidth("train 0.000"));
  return Math.ceil(Math.max(24, ...widths)) + 2;
}
