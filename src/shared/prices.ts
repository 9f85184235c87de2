/** A price for training, in US dollars a million tokens, and the month in which it was written down. */
export interface TrainingPrice {
  usdPerMillionTokens: number;
  asOf: string;
  /** False while no provider document that confirms the price has been seen. */
  confirmed: boolean;
}

const AS_OF = "2026-11";

/** OpenAI's training prices by base model. Edit price and month together. */
const USD_PER_MILLION: Readonly<Record<string, number>> = {
  "gpt-4.1": 25,
  "gpt-4o": 25,
  "gpt-4.1-mini": 5,
  "gpt-4o-mini": 3,
};

/** The base behind a snapshot or a tuned model: `ft:gpt-4o-2024-08-06:org::id` is `gpt-4o`. */
export function baseModel(model: string): string {
  const [first = "", second = ""] = model.split(":");
  const name = first === "ft" ? second : model;
  return name.replace(/^openai\//, "").replace(/-\d{4}-\d{2}-\d{2}$/, "");
}

/** The price of training a model; null where none is known. */
export function trainingPrice(model: string): TrainingPrice | null {
  const base = baseModel(model);
  if (!Object.hasOwn(USD_PER_MILLION, base)) return null;
  const usdPerMillionTokens = USD_PER_MILLION[base];
  return usdPerMillionTokens === undefined ? null : { usdPerMillionTokens, asOf: AS_OF, confirmed: false };
}
