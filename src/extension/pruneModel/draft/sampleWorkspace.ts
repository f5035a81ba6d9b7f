/** A recipe of the examples as it is away from them: the way to the schema is lost, and the extension brings it. */
export function sampleText(text: string): string {
  return text.replace(/^ *"\$schema": .*\r?\n/m, "");
}

/** The name itself, or with the first number that makes it new: `lenet`, `lenet-2`, … */
export function freeFolderName(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(numbered)) return numbered;
  }
}
