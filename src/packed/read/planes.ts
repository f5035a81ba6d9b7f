/**
 * Planes of bytes: of each float32, turned left by one bit, the first plane has the highest byte, which is the exponent;
 * the last one ends with the sign. Exponents of a tensor are few; apart from the fractions they pack well.
 */

/**
 * Puts values together again.
 *
 * @param planes four, of as many bytes as there are values
 * @param bits of the values; filled
 */
export function joinPlanes(planes: readonly Uint8Array[], bits: Uint32Array): void {
  const [exponents, high, middle, low] = planes;
  for (let i = 0; i < bits.length; i++) {
    bits[i] = bitsOf(exponents[i], high[i], middle[i], low[i]);
  }
}

/** Bits of the value with these bytes in the planes. */
export function bitsOf(exponent: number, high: number, middle: number, low: number): number {
  return (low << 31) | (exponent << 23) | (high << 15) | (middle << 7) | (low >>> 1);
}
