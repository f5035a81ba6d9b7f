/** What all names begin with, up to a separator: what a narrow place may leave out. */
export function sharedPrefix(names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (others.length === 0) return "";
  let length = first.length;
  for (const name of others) {
    let same = 0;
    while (same < length && name[same] === first[same]) same++;
    length = same;
  }
  return upToSeparator(first.slice(0, length));
}

/** The text up to its last separator, that included; empty where it has none. */
export function upToSeparator(text: string): string {
  return /^.*[_/.-]/.exec(text)?.[0] ?? "";
}

/**
 * The names without what all of them share, for places that are too narrow for them: paths lose the segments that are the
 * same in all at both ends, and segments what they begin with. `net/stage1/block_2/conv` and `net/stage2/block_7/conv` are
 * `stage1/…2` and `stage2/…7`.
 */
export function withoutShared(names: readonly string[]): string[] {
  const paths = names.map((name) => name.split("/"));
  const length = Math.min(...paths.map((path) => path.length));
  if (names.length < 2) return [...names];
  const isShared = (at: number) => paths.every((path) => path.at(at) === paths[0].at(at));
  let start = 0;
  while (start < length - 1 && isShared(start)) start++;
  let end = 0;
  while (end < length - start - 1 && isShared(-1 - end)) end++;
  const inner = paths.map((path) => path.slice(start, path.length - end));
  const isAligned = inner.every((path) => path.length === inner[0].length);
  // Paths of one depth are alike segment by segment; others only in what comes first.
  const prefixes = inner[0].map((_, at) => (isAligned || at === 0 ? sharedPrefix(inner.map((path) => path[at])) : ""));
  return inner.map((path) =>
    path.map((segment, at) => (prefixes[at] ? `…${segment.slice(prefixes[at].length)}` : segment)).join("/"),
  );
}
