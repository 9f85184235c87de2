const APOLOGY = "Sorry, an error occurred.";
const CUT_STREAM = "[ERROR: Error during streaming from ";

/** True where a message's text is a failed call to a model that was saved as if somebody had said it. */
export function isApiError(text: string): boolean {
  const start = text.slice(0, 64).trimStart();
  if (start.startsWith("[ERROR: ") || start.startsWith("Error calling ")) return true;
  // The mark quotes a provider's own words, which may be long, of several lines and full of brackets.
  if (text.slice(-64).trimEnd().endsWith("]")) return text.includes(CUT_STREAM);
  return text.length < 4 * APOLOGY.length && text.trim() === APOLOGY;
}
