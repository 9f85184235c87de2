import type { RouteName } from "./index.ts";

/** Kinds of things that screens show; an event names those that have changed. */
export const DOMAINS = ["sources", "datasets", "jobs", "chats", "personas", "keys", "settings"] as const;
export type Domain = (typeof DOMAINS)[number];

/** What a call that went well has changed: whoever shows one of these fetches it again. */
export const CHANGES: Partial<Record<RouteName, readonly Domain[]>> = {
  "files.open": ["sources"],
  "files.openSample": ["sources"],
  "files.openChats": ["sources"],
  "sources.forget": ["sources"],
  "trainingData.prepare": ["datasets"],
  "jobs.create": ["jobs"],
  "jobs.delete": ["jobs"],
  "chat.send": ["chats"],
  "chat.create": ["chats"],
  "chat.reply": ["chats"],
  "chat.dismiss": ["chats"],
  "chat.rename": ["chats"],
  "chat.remove": ["chats"],
  "personas.add": ["personas"],
  "personas.remove": ["personas"],
  "keys.set": ["keys"],
  "keys.remove": ["keys"],
  "keys.test": ["keys"],
  "settings.set": ["settings"],
};
