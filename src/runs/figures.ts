/** Numbers as people read them: with their unit, a thin space before it, a real minus, fixed decimals. */

/** Narrow no-break space. Terminals get a plain one, since their fonts may lack it. */
export const thinSpace = "\u202F";
export const notMeasured = "–";

/** A share 0..1. */
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

const byteUnits = ["kB", "MB", "GB", "TB"];

/** Decimal units, as registries and file managers have them. */
export function bytes(value: number): string {
  if (value < 1000) return `${value}${thinSpace}B`;
  let power = 1;
  // 999,996 B would be 1000.00 kB.
  while (power < byteUnits.length && value / 1000 ** power >= 999.995) power++;
  return `${(value / 1000 ** power).toFixed(2)}${thinSpace}${byteUnits[power - 1]}`;
}

export function decimal(value: number | null | undefined, digits = 4): string {
  return value == null ? notMeasured : value.toFixed(digits);
}

export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)}${thinSpace}s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}${thinSpace}min ${whole % 60}${thinSpace}s`;
  return `${Math.floor(minutes / 60)}${thinSpace}h ${minutes % 60}${thinSpace}min`;
}

/** As in [5, 5, 20, 50]. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}
