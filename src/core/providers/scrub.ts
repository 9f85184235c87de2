/** Takes every secret out of a text. */
export type Scrub = (text: string) => string;

/** What stands where a secret was. */
export const REMOVED = "[key removed]";

/** Texts that look like a secret whoever it belongs to: prefixed keys, bearer headers, long opaque tokens. */
const SECRET_SHAPES = [
  /\b(?:sk|rk|pk|sess|tgp|hf|gsk)[-_][\w*-]{8,}/g,
  /\bBearer\s+[\w.~+/=*-]{8,}/gi,
  /\b[A-Za-z0-9_]{40,}\b/g,
];

/** A scrubber for texts that came from outside: a server may repeat the key it was given, whole or encoded. */
export function createScrub(apiKey: string): Scrub {
  const known = apiKey === "" ? [] : [apiKey, encodeURIComponent(apiKey), Buffer.from(apiKey).toString("base64")];
  return (text) => {
    const withoutKey = known.reduce((rest, form) => rest.replaceAll(form, REMOVED), text);
    return SECRET_SHAPES.reduce((rest, shape) => rest.replace(shape, REMOVED), withoutKey);
  };
}
