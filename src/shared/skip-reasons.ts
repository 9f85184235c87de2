import type { SkipReason } from "./contract/training-data.ts";

/** Why a conversation was left out or shortened, to stand after a count: `12 without a reply`. */
export const REASON_WORDS: Readonly<Record<SkipReason, string>> = {
  no_reply: "without a reply",
  empty_message: "ended by an empty message",
  api_error: "ended by a saved API error",
  unknown_role: "with an unknown role",
  cut_reply: "with a reply that is cut off",
  duplicate: "the same as an earlier one",
  other_model: "of another model",
  not_chosen: "not among those chosen",
  not_taken_by_provider: "that the provider would refuse",
};
