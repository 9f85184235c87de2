const APOLOGY = "Sorry, an error occurred.";
const CUT_STREAM = /\[ERROR: Error during streaming from [^\]]*\]$/;
/** How far from its end a reply is searched for the mark of a cut stream. */
const LONGEST_MARK = 4_000;

/** True where a message's text is a failed call to a model that was saved as if somebody had said it. */
export function isApiError(text: string): boolean {
  const start = text.slice(0, 64).trimStart();
  if (start.startsWith("[ERROR: ") || start.startsWith("Error calling ")) return true;
  const end = text.slice(-LONGEST_MARK).trimEnd();
  if (end.endsWith("]")) return CUT_STREAM.test(end);
  return end.endsWith(APOLOGY) && text.trim() === APOLOGY;
}
