import { AppError } from "../shared/errors.ts";
import type { Handlers } from "./router.ts";

const refuse = () => {
  throw new AppError("not_available", "This is not part of this version yet.");
};

/** Routes whose handlers are still being written. */
export const unfinished = {
  "files.browse": refuse,
  "files.open": refuse,
  "files.openSample": refuse,
  "files.openChats": refuse,
  "files.ticket": refuse,
  "files.write": refuse,
  "sources.list": refuse,
  "sources.forget": refuse,
  "settings.get": refuse,
  "settings.set": refuse,
  "app.about": refuse,
} satisfies Partial<Handlers>;
