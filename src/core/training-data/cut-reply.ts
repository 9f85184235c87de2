/** Replies no longer than this are never taken for cut: old systems limited tokens well above it. */
const SHORTEST_CUT = 3000;

/** How a sentence that goes on ends: in a letter, a digit, or a sign that something follows. */
const GOES_ON = /[\p{L}\p{M}\p{N},;:([{/&–—-]$/u;

/**
 * True for a reply that a token limit seems to have cut: it has more than 3,000 characters (UTF-16 units) and,
 * trailing white space aside, ends in a letter, a digit, an opening bracket, a comma, semicolon, colon, dash,
 * slash or ampersand, or inside a fenced code block. A long reply that ends in a heading or an unpunctuated list
 * is taken for cut as well.
 */
export function isCutReply(text: string): boolean {
  if (text.length <= SHORTEST_CUT) return false;
  const end = text.trimEnd();
  return GOES_ON.test(end.slice(-2)) || insideFence(end);
}

function insideFence(text: string): boolean {
  return (text.match(/^\s{0,3}```/gm)?.length ?? 0) % 2 === 1;
}
