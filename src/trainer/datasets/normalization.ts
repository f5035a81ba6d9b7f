import { DatasetError } from "./dataset.ts";
import { counted } from "./wording.ts";

/** As in a recipe: how raw values become what the network sees. */
export type Normalization =
  | "zero-one"
  | "minus-one-one"
  | "none"
  | { readonly mean: readonly number[]; readonly std: readonly number[] };

/**
 * What each of the 256 byte values becomes: float32, [channels, 256]. One channel serves all where they are alike.
 *
 * A table gives the correctly rounded result of the division at the price of a lookup.
 */
export interface ByteTable {
  readonly channels: number;
  readonly values: Float32Array;
}

/** The table for images of 0..255. @throws DatasetError where mean and std do not fit the channels */
export function byteTable(normalization: Normalization, channels: number): ByteTable {
  if (typeof normalization === "string") {
    return tableOf([normalize[normalization]]);
  }
  // Published means and deviations are of images scaled to 0..1.
  return tableOf(perChannel(normalization, channels).map((f) => (value: number) => f(value / 255)));
}

/** Writes normalised bytes of one or more images, channels last. */
export function normalizeBytes(bytes: Uint8Array | Uint8ClampedArray, table: ByteTable, output: Float32Array): void {
  const { channels, values } = table;
  for (let index = 0, channel = 0; index < bytes.length; index++) {
    output[index] = values[channel * 256 + bytes[index]];
    if (++channel === channels) channel = 0;
  }
}

/** Normalises numbers in place, channels (the last dimension) last. @throws DatasetError as `byteTable` does */
export function normalizeFloats(values: Float32Array, normalization: Normalization, channels: number): void {
  const functions =
    typeof normalization === "string" ? [normalize[normalization]] : perChannel(normalization, channels);
  for (let index = 0; index < values.length; index++) {
    values[index] = functions[index % functions.length](values[index]);
  }
}

const normalize = {
  "zero-one": (value: number) => value / 255,
  "minus-one-one": (value: number) => value / 127.5 - 1,
  none: (value: number) => value,
};

function perChannel({ mean, std }: Exclude<Normalization, string>, channels: number): ((value: number) => number)[] {
  for (const [name, { length }] of [
    ["mean", mean],
    ["std", std],
  ] as const) {
    if (length !== 1 && length !== channels) {
      throw new DatasetError(
        `normalize.${name} has ${counted(length, "value")}, but the data has ${counted(channels, "channel")}. Give one value for all, or one a channel.`,
      );
    }
  }
  return Array.from({ length: Math.max(mean.length, std.length) }, (_, channel) => {
    const m = mean[mean.length === 1 ? 0 : channel];
    const s = std[std.length === 1 ? 0 : channel];
    return (value: number) => (value - m) / s;
  });
}

function tableOf(functions: readonly ((value: number) => number)[]): ByteTable {
  const values = Float32Array.from({ length: functions.length * 256 }, (_, entry) =>
    functions[Math.floor(entry / 256)](entry % 256),
  );
  return { channels: functions.length, values };
}
