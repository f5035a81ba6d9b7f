/** A name that may be broken where its parts meet, not inside them: after slashes, underscores, dots and hyphens. */
export function breakable(name: string): Node[] {
  const parts = name.split(/(?<=[/_.-])/);
  return parts.flatMap((part, i) => [...(i === 0 ? [] : [document.createElement("wbr")]), new Text(part)]);
}
