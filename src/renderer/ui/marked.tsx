/* oxlint-disable react/no-array-index-key -- the parts of a text have no other name than their place */
/** The text in turn without and with what is searched for, whatever its case; every second part is a hit. */
export function splitAtHits(text: string, needle: string): string[] {
  if (needle === "") return [text];
  const lower = text.toLowerCase();
  const wanted = needle.toLowerCase();
  // Where lower case has another length, places would not fit: then nothing is marked.
  if (lower.length !== text.length) return [text];
  const parts: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}

/** A text in which what is searched for is marked. */
export function Marked({ text, needle }: { text: string; needle: string }) {
  return splitAtHits(text, needle).map((part, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="bg-warning-soft text-warning">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}
