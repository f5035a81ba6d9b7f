/** Numbers for people: three digits at most, as many as measurements like these are worth. */

/** Milliseconds, or seconds from one on, as in "8.93 ms". */
export function duration(milliseconds: number): string {
  return milliseconds < 999.5 ? `${threeDigits(milliseconds)} ms` : `${threeDigits(milliseconds / 1000)} s`;
}

/** As in "512 MB" or "1.14 GB". */
export function bytes(count: number): string {
  const megabytes = count / 1e6;
  return megabytes < 999.5 ? `${threeDigits(megabytes)} MB` : `${threeDigits(megabytes / 1000)} GB`;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}
