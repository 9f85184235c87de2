import type { Progress } from "../shared/contract/operations.ts";
import { BrowsedSource } from "../core/conversations/browsed-source.ts";
import { inspectFile } from "../core/conversations/inspect.ts";
import { listConversations } from "../core/conversations/list.ts";
import { showConversation } from "../core/conversations/show.ts";
import type { TaskHandlers } from "../core/tasks/contract.ts";
import { prepare } from "../core/training-data/prepare.ts";
import { preview } from "../core/training-data/preview.ts";
import { validate } from "../core/training-data/validate.ts";

/** Everything the child can be asked to do. Browsing remembers the file; before other work it is let go. */
export function createTaskHandlers(): TaskHandlers {
  const browsed = new BrowsedSource();
  const apart =
    <I, O>(work: (input: I, report: (progress: Progress) => void) => O) =>
    (input: I, report: (progress: Progress) => void): O => {
      browsed.letGo();
      return work(input, report);
    };
  return {
    inspect: apart(({ path }: { path: string }, report) => inspectFile(path, report)),
    list: ({ path, ...options }) => browsed.look(path, (source, index) => listConversations(source, options, index)),
    show: ({ path, id }) => browsed.look(path, (source, index) => showConversation(source, id, index)),
    prepare: apart(prepare),
    preview: apart(preview),
    validate: apart(validate),
  };
}
