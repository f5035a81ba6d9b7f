import type { backend_util } from "@tensorflow/tfjs-core";

/** Size of assembly/geometry.ts' `Geometry`. */
export const geometryBytes = 15 * 4;

/** The fields of assembly/geometry.ts' `Geometry`, in its order. */
export function geometryFields(info: backend_util.Conv2DInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}
