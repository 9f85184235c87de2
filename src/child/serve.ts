import type { Progress } from "../shared/contract/operations.ts";
import { AppError, toErrorBody } from "../shared/errors.ts";
import type { TaskHandlers } from "../core/tasks/contract.ts";
import type { Port } from "./port.ts";
import { type Request, requestSchema } from "./requests.ts";

/** Progress is told no more often than this, in milliseconds. */
const PROGRESS_EVERY_MS = 100;

/** Answers every request that comes in over the port; whatever a task throws goes back as an error's body. */
export function serveTasks(port: Port, handlers: TaskHandlers, now: () => number): void {
  port.onMessage((message) => void answer(port, handlers, now, message));
}

async function answer(port: Port, handlers: TaskHandlers, now: () => number, message: unknown): Promise<void> {
  const id = idOf(message);
  if (id === null) return;
  try {
    const parsed = requestSchema.safeParse(message);
    if (!parsed.success)
      throw new AppError("internal", `The child does not understand its task: ${parsed.error.message}`);
    const report = throttled(now, (progress) => port.send({ id, kind: "progress", progress }));
    port.send({ id, kind: "done", output: await run(handlers, parsed.data, report) });
  } catch (thrown) {
    port.send({ id, kind: "failed", error: toErrorBody(thrown) });
  }
}

function idOf(message: unknown): number | null {
  if (typeof message !== "object" || message === null || !("id" in message)) return null;
  return typeof message.id === "number" ? message.id : null;
}

type Report = (progress: Progress) => void;

async function run(handlers: TaskHandlers, request: Request, report: Report): Promise<unknown> {
  switch (request.task) {
    case "inspect":
      return handlers.inspect(request.input, report);
    case "list":
      return handlers.list(request.input, report);
    case "show":
      return handlers.show(request.input, report);
    case "prepare":
      return handlers.prepare(request.input, report);
    case "preview":
      return handlers.preview(request.input, report);
    case "validate":
      return handlers.validate(request.input, report);
    default:
      return request satisfies never;
  }
}

function throttled(now: () => number, report: Report): Report {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    if (now() - last < PROGRESS_EVERY_MS) return;
    last = now();
    report(progress);
  };
}
