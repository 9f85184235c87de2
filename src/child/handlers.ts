import { inspectFile } from "../core/conversations/inspect.ts";
import { listConversations } from "../core/conversations/list.ts";
import { openSource } from "../core/conversations/open.ts";
import { showConversation } from "../core/conversations/show.ts";
import type { TaskHandlers } from "../core/tasks/contract.ts";
import { prepare } from "../core/training-data/prepare.ts";
import { preview } from "../core/training-data/preview.ts";
import { validate } from "../core/training-data/validate.ts";

/** Everything the child can be asked to do. */
export const taskHandlers = {
  inspect: ({ path }, report) => inspectFile(path, report),
  list: ({ path, ...options }) => {
    using source = openSource(path);
    return listConversations(source, options);
  },
  show: ({ path, id }) => {
    using source = openSource(path);
    return showConversation(source, id);
  },
  prepare,
  preview,
  validate,
} satisfies TaskHandlers;
