import { aggregateCells } from "../heatmap/aggregate.ts";
import { levelDomain, quantizeLevels } from "../heatmap/levels.ts";
import type { Subject } from "../inspection/subject.ts";
import { type EmbeddedTensor, splitPlanes, type WholeTensor } from "../protocol/embeddedRun.ts";
import type { TensorValues } from "../protocol/tensorViews.ts";
import { matrixLayout } from "../pruning/matrixLayout.ts";
import { tensorStatistics } from "../pruning/statistics.ts";
import { sizeOf } from "../pruning/tensor.ts";
import type { TensorPlan } from "../runs/events.ts";
import { blocksOfTensor } from "./blocks.ts";
import { bytesOf, pack } from "./pack.ts";

/** Characters that single weights may take in a page, all tensors together: what still opens at once, and can be sent. */
export const defaultBudget = 16_000_000;

/**
 * The tensors of a plan for a page: with every weight while the budget lasts, smallest tensors first, then as means of
 * blocks.
 *
 * @throws ModelFileError where a tensor cannot be read
 */
export async function embedTensors(
  plan: readonly TensorPlan[],
  subject: Pick<Subject, "values" | "cells">,
  budget = defaultBudget,
): Promise<EmbeddedTensor[]> {
  const embedded = new Map<string, EmbeddedTensor>();
  let left = budget;
  for (const tensor of [...plan].sort((a, b) => sizeOf(a.shape) - sizeOf(b.shape))) {
    const values = await subject.values(tensor.tensor);
    const whole = values.kind === "whole" && left > 0 ? await wholeTensor(tensor.tensor, values) : undefined;
    const size = whole ? whole.weights.length + (whole.prunedAt?.length ?? 0) : 0;
    if (whole && size <= left) {
      left -= size;
      embedded.set(tensor.tensor, whole);
    } else {
      // What did not fit is smaller than what follows.
      left = 0;
      embedded.set(tensor.tensor, await blocks(tensor, values, subject));
    }
  }
  return plan.flatMap(({ tensor }) => embedded.get(tensor) ?? []);
}

async function wholeTensor(
  name: string,
  { weights, prunedAt, events }: Extract<TensorValues, { kind: "whole" }>,
): Promise<WholeTensor> {
  return {
    kind: "whole",
    name,
    events,
    weights: await pack(splitPlanes(bytesOf(weights), 4)),
    prunedAt: prunedAt && (await pack(splitPlanes(bytesOf(prunedAt), 2))),
  };
}

function blocks({ tensor, shape, role }: TensorPlan, values: TensorValues, subject: Pick<Subject, "cells">) {
  const layout = matrixLayout(shape, role);
  const { events } = values;
  if (values.kind === "windowed") {
    const { masked } = values;
    return blocksOfTensor({ name: tensor, events, masked }, layout, (window, event) =>
      subject.cells({ tensor, window, event }),
    );
  }
  const { weights, prunedAt } = values;
  const levels = quantizeLevels(weights, levelDomain(tensorStatistics(weights, shape, role).magnitudes));
  const matrix = { rows: layout.rows, columns: layout.columns, levels, prunedAt };
  return blocksOfTensor({ name: tensor, events, masked: prunedAt !== null }, layout, (window, event) =>
    aggregateCells(matrix, window, event),
  );
}
