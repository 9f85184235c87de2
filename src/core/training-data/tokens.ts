/** The number of tokens in a text. */
export type CountTokens = (text: string) => number;

/** The parts of a chat that are counted. */
export interface CountedMessage {
  role: string;
  content: string;
}

const TOKENS_A_MESSAGE = 3;
const TOKENS_A_CHAT = 3;

/**
 * A run of letters, signs or spaces as long as this is counted block by block: the tokenizer's time grows with the
 * square of a run. Ordinary text has no such run; where there is one, the count is an estimate (a little high).
 */
const LONG_RUN = /([\p{L}\p{M}]{256}|[^\s\p{L}\p{N}]{256}|\s{256})/u;

/** Loads the o200k tokenizer (about 60 MB of memory); other models' counts differ, so show them as estimates. */
export async function loadTokenizer(): Promise<CountTokens> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const disallowedSpecial = new Set<string>();
  return (text) => {
    if (text.length < 256) return countTokens(text, { disallowedSpecial });
    let tokens = 0;
    for (const part of text.split(LONG_RUN)) if (part !== "") tokens += countTokens(part, { disallowedSpecial });
    return tokens;
  };
}

/**
 * Tokens of one example in OpenAI's chat format: role and content of each message, 3 tokens around each message
 * and 3 that open the reply.
 */
export function countExample(messages: readonly CountedMessage[], count: CountTokens): number {
  let tokens = TOKENS_A_CHAT;
  for (const { role, content } of messages) tokens += TOKENS_A_MESSAGE + count(role) + count(content);
  return tokens;
}
