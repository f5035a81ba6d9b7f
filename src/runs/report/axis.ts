/** Round numbers between `low` and `high`, about `wanted` of them, ascending. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const step = niceStep((high - low) / wanted);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A range with round ends around the values, so that none of them touches the frame. */
export function niceRange(values: readonly number[], limits: { readonly low: number; readonly high: number }) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max((high - low) * 0.15, Math.abs(high) * 0.002, 1e-6);
  const step = niceStep((high - low + 2 * margin) / 4);
  return {
    low: Math.max(limits.low, Math.floor((low - margin) / step) * step),
    high: Math.min(limits.high, Math.ceil((high + margin) / step) * step),
  };
}

/** 1, 2 or 5 times a power of ten, not below `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((nice) => nice * power >= step * (1 - 1e-9)) ?? 10;
  return digit * power;
}
