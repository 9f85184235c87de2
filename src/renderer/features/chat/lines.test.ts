import { expect, it } from "vitest";
import type { PendingReply } from "../../../shared/contract/chat.ts";
import { linesOf } from "./lines.ts";

const pending = (state: PendingReply["state"]): PendingReply => ({
  replyId: "reply_1",
  operationId: "chat_1",
  state,
  message: "Hello",
  text: "",
  error: null,
});
const whole = (role: "user" | "assistant", content: string) => ({ role, content, numbers: null });

it("a reply keeps its place when it becomes whole", () => {
  const running = linesOf({ messages: [], pending: pending("streaming") }, "Good day");
  const ended = linesOf({ messages: [whole("user", "Hello"), whole("assistant", "Good day")], pending: null }, "");
  expect(running.map(({ role, text }) => [role, text])).toEqual(ended.map(({ role, text }) => [role, text]));
});

it("a reply that has not begun is waited for, one that came to nothing is not shown", () => {
  expect(linesOf({ messages: [], pending: pending("streaming") }, "")).toHaveLength(2);
  expect(linesOf({ messages: [], pending: pending("failed") }, "")).toHaveLength(1);
  expect(linesOf({ messages: [], pending: pending("stopped") }, "Half")[1]).toMatchObject({
    text: "Half",
    isStreaming: false,
  });
});
