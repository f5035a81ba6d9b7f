/** The candidates that look most like a word that was perhaps mistyped: those at the least distance, `limit` at most. */
export function nearest(word: string, candidates: Iterable<string>, limit = 1): string[] {
  // A third of the letters wrong is still a slip; more is another word.
  let least = Math.max(1, Math.floor(word.length / 3));
  let found: string[] = [];
  for (const candidate of new Set(candidates)) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits > least) continue;
    if (edits < least) found = [];
    least = edits;
    found.push(candidate);
  }
  return found.slice(0, limit);
}

/** Edits from one word to the other: letters added, dropped, changed, or swapped with their neighbour (Damerau 1964). */
function distance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = at(previous, j - 1) + Number(from[i - 1] !== to[j - 1]);
      let least = Math.min(changed, at(previous, j) + 1, at(current, j - 1) + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, at(beforePrevious, j - 2) + 1);
      }
      current.push(least);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** ` Did you mean …?` with a leading space, or nothing where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>, limit = 1): string {
  const near = nearest(word, candidates, limit);
  return near.length === 0 ? "" : ` Did you mean ${joinOr(near)}?`;
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
