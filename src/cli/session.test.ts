import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { temporaryFolder } from "../../test/fixtures/temporary-folder.ts";
import { AppError } from "../shared/errors.ts";
import { createProgressLine } from "./progress.ts";
import { openSession } from "./session.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

// Else Ctrl+C does nothing while a large file is searched, until the child's deadline of minutes.
it("waits for a query no longer once the command is stopped", async () => {
  const silent = join(folder.path, "silent.mjs");
  writeFileSync(silent, 'process.on("message", () => undefined);\n');
  const controller = new AbortController();
  const session = openSession({
    environment: { ...process.env, TUNEWRIGHT_HOME: join(folder.path, "home") },
    workingDirectory: folder.path,
    version: "0.0.0",
    childEntry: silent,
    progress: createProgressLine(process.stderr),
    signal: controller.signal,
  });
  const asked = session.call("conversations.list", { source: { path: "a.db" } });
  controller.abort(new AppError("cancelled", "Stopped."));
  await expect(asked).rejects.toMatchObject({ code: "cancelled" });
  await expect(session.call("jobs.list", {})).rejects.toMatchObject({ code: "cancelled" });
  await session.close();
});
