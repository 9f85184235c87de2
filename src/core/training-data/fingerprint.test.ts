import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../test/fixtures/temporary-folder.ts";
import { fingerprint } from "./fingerprint.ts";

it.each([true, false])("covers every piece of a file, not the first alone (threaded: %s)", async (threaded) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "file");
  const content = Buffer.alloc(2_500_000, "conversation ");
  writeFileSync(path, content);
  const expected = { path, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  expect(await fingerprint(path, { threaded })).toEqual(expected);
});

it.each([true, false])("says that a file cannot be read and waits for nothing (threaded: %s)", async (threaded) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "gone");
  await expect(fingerprint(path, { threaded })).rejects.toMatchObject({ code: "not_readable" });
});
