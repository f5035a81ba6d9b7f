import { InvalidArgumentError } from "commander";

/** Parsers of option values, for commander. */

export function numberBetween(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= low && value <= high)) {
      throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
    }
    return value;
  };
}

export function integerFrom(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < low)
      throw new InvalidArgumentError(`It must be an integer from ${low}.`);
    return value;
  };
}
