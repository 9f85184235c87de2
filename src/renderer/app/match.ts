/**
 * How well a palette's entry fits what was typed, 0 not at all: every word must stand in it, better at the beginning
 * of one of its words. Letters strewn over an entry are no match: what is typed may be meant for a search.
 */
export function matchOf(entry: string, typed: string): number {
  const text = entry.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.some((word) => !text.includes(word))) return 0;
  const atBeginnings = words.filter((word) => text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)));
  return words.length === 0 ? 1 : 0.5 + (0.5 * atBeginnings.length) / words.length;
}
