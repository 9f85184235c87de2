const LONGEST = 60;

/** What a chat is called after its first message: the beginning, at a word's end where there is one. */
export function titleOf(message: string): string {
  const line = message.trim().replaceAll(/\s+/g, " ");
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST + 1);
  const end = cut.lastIndexOf(" ");
  // A title of whole characters: half of one would be shown as a replacement mark.
  return end > 0 ? cut.slice(0, end) : cut.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "");
}
