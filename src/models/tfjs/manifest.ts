import { z } from "zod";
import { sizeOf } from "../../pruning/tensor.ts";
import { bytesPerElement } from "../dtypes.ts";
import { ModelFileError } from "../modelFile.ts";

/** The `weightsManifest` of tfjs: groups of tensors, each group one run of bytes cut into files. */

const dtype = z.enum([
  "float32",
  "float16",
  "int32",
  "uint16",
  "uint8",
  "int8",
  "int16",
  "bool",
  "complex64",
  "string",
]);

const quantization = z.discriminatedUnion("dtype", [
  z.object({ dtype: z.enum(["uint8", "uint16"]), scale: z.number(), min: z.number() }),
  z.object({ dtype: z.literal("float16") }),
]);
export type Quantization = z.infer<typeof quantization>;

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype,
  quantization: quantization.optional(),
});
export type ManifestWeight = z.infer<typeof weightSchema>;

const manifestSchema = z.array(z.object({ paths: z.array(z.string().min(1)), weights: z.array(weightSchema) }));
export type Manifest = z.infer<typeof manifestSchema>;

/** @throws ModelFileError that says where the manifest is not one */
export function parseManifest(value: unknown, path: string): Manifest {
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ModelFileError(
    `The weights manifest in ${path} is not one: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "unknown"}.`,
  );
}

/** dtype of the bytes in the file. */
export function storedDType(weight: ManifestWeight): ManifestWeight["dtype"] {
  return weight.quantization?.dtype ?? weight.dtype;
}

/** Bytes in the file; undefined for strings, whose lengths are among the data. */
export function byteLength(weight: ManifestWeight): number | undefined {
  const stored = storedDType(weight);
  return stored === "string" ? undefined : sizeOf(weight.shape) * bytesPerElement[stored];
}
