interface Sign {
  readonly pattern: RegExp;
  readonly meaning: string;
}

/** What loaders of Linux and macOS say, and what it means. */
const signs: readonly Sign[] = [
  {
    pattern: /version .GLIBC(XX)?_[\d.]+. not found/,
    meaning: "it was built for a newer system than this one: its C library is missing",
  },
  {
    pattern: /file too short|invalid ELF header|truncated|not a mach-o file|SIGBUS/i,
    meaning: "a file of it is damaged",
  },
  {
    pattern: /undefined symbol|symbol not found/i,
    meaning: "its binding and its libtensorflow do not belong together",
  },
  { pattern: /cannot open shared object file|library not loaded/i, meaning: "a library that it needs is missing" },
  {
    pattern: /wrong ELF class|incompatible architecture|cannot open shared object file: exec format/i,
    meaning: "it was built for another processor",
  },
  { pattern: /SIGILL/, meaning: "TensorFlow uses instructions (AVX) that this processor lacks" },
];

/** What keeps a native library from loading, from what the system's loader says. */
export function describeLoadFailure(loaderSays: string): string {
  const [firstLine = ""] = loaderSays.split("\n");
  const sign = signs.find(({ pattern }) => pattern.test(loaderSays));
  return sign ? `${sign.meaning} (${firstLine.trim()})` : firstLine.trim().replace(/\.$/, "");
}
