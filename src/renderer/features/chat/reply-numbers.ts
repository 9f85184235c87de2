import type { ReplyNumbers } from "../../../shared/contract/chat.ts";
import { formatCount, formatDuration } from "../../ui/format.ts";

/** What is known of a reply's making, in a quiet line; nothing is invented where the provider was silent. */
export function describeNumbers(numbers: ReplyNumbers): string {
  const { firstTokenMs, latencyMs, usage, finishReason } = numbers;
  const seconds = latencyMs === null ? 0 : latencyMs / 1000;
  const rate = usage.outputTokens !== null && seconds > 0 ? usage.outputTokens / seconds : null;
  const parts = [
    firstTokenMs === null ? null : `${formatDuration(firstTokenMs)} to first token`,
    latencyMs === null ? null : `${formatDuration(latencyMs)} in all`,
    rate === null ? null : `${formatCount(Math.round(rate))} tok/s`,
    usage.outputTokens === null ? null : `${formatCount(usage.outputTokens)} tokens`,
    finishReason === "length" ? "cut off at the length limit" : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
