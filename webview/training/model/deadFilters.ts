import { matrixLayout } from "../../../src/pruning/matrixLayout.ts";

/**
 * The event after which nothing was left of each filter (a column of the matrix), 0 for a filter that is alive.
 *
 * @param prunedAt 0 = alive, k = removed at event k; row-major
 */
export function filterDeaths(prunedAt: Uint16Array, shape: readonly number[], role: string): Uint16Array {
  const { columns } = matrixLayout(shape, role);
  const deaths = new Uint16Array(columns);
  const alive = new Uint8Array(columns);
  for (let i = 0, column = 0; i < prunedAt.length; i++) {
    const event = prunedAt[i];
    if (event === 0) alive[column] = 1;
    else if (event > deaths[column]) deaths[column] = event;
    if (++column === columns) column = 0;
  }
  for (let column = 0; column < columns; column++) if (alive[column]) deaths[column] = 0;
  return deaths;
}

/** Filters of which nothing was left after `event`. */
export function deadAfter(deaths: Uint16Array, event: number): number {
  let dead = 0;
  for (const death of deaths) if (death !== 0 && death <= event) dead++;
  return dead;
}
