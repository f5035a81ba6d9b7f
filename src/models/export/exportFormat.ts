import { extname } from "node:path";

export const exportFormats = ["tfjs", "keras-h5", "safetensors"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The format that a path's ending asks for; without one that is known it is a tfjs folder. */
export function exportFormatOf(path: string): ExportFormat {
  switch (extname(path).toLowerCase()) {
    case ".h5":
    case ".hdf5":
      return "keras-h5";
    case ".safetensors":
      return "safetensors";
    default:
      return "tfjs";
  }
}
