/**
 * A weight in few characters, for cells and readouts: three significant digits, a real minus, no zero before the point.
 */
export function weightText(weight: number): string {
  if (Number.isNaN(weight)) return "NaN";
  const sign = weight < 0 ? "−" : "";
  const magnitude = Math.abs(weight);
  if (magnitude === 0) return "0";
  if (magnitude === Number.POSITIVE_INFINITY) return `${sign}∞`;
  if (magnitude >= 9.995e-4 && magnitude < 999.5) return sign + magnitude.toPrecision(3).replace(/^0\./, ".");
  return sign + magnitude.toExponential(1).replace("e+", "e").replace("e-", "e−");
}
