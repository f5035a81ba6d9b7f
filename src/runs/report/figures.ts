/** Numbers as the page shows them: with their unit, a thin space before it, a real minus, fixed decimals. */

const thinSpace = "\u202F";
export const notMeasured = "–";

export function percent(share: number | null | undefined, digits = 1): string {
  return share == null ? notMeasured : `${(share * 100).toFixed(digits)}${thinSpace}%`;
}

/** Change of a share in percentage points, signed. */
export function points(change: number): string {
  return `${signed((change * 100).toFixed(2))} points`;
}

/** Change of a quantity in percent of what it was, signed. */
export function changeOf(before: number, after: number): string {
  return `${signed((((after - before) / before) * 100).toFixed(1))}${thinSpace}%`;
}

function signed(digits: string): string {
  if (Number(digits) === 0) return `±${digits.replace("-", "")}`;
  return digits.startsWith("-") ? `−${digits.slice(1)}` : `+${digits}`;
}

export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Decimal units. */
export function bytes(value: number): string {
  if (value < 1000) return `${value}${thinSpace}B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(units.length, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(2)}${thinSpace}${units[power - 1]}`;
}

export function decimal(value: number | null | undefined, digits = 4): string {
  return value == null ? notMeasured : value.toFixed(digits);
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)}${thinSpace}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${thinSpace}min ${Math.round(seconds % 60)}${thinSpace}s`;
  return `${Math.floor(minutes / 60)}${thinSpace}h ${minutes % 60}${thinSpace}min`;
}
