import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const root = dirname(import.meta.dirname);
const config = join(root, ".dependency-cruiser.cjs");

/** What each rule must see: the importing file, and what it imports. */
const VIOLATIONS: [rule: string, from: string, to: string][] = [
  ["shared-knows-itself-only", "src/shared/a.ts", "../core/keys/keys.ts"],
  ["shared-has-no-runtime", "src/shared/b.ts", "node:fs"],
  ["shared-has-no-runtime", "src/shared/c.ts", "path"],
  ["shared-has-no-runtime", "src/shared/d.ts", "commander"],
  ["core-knows-no-host", "src/core/jobs/a.ts", "../../cli/main.ts"],
  ["core-knows-no-host", "src/core/jobs/b.ts", "../../child/entry.ts"],
  ["child-knows-no-secrets", "src/child/a.ts", "../core/keys/keys.ts"],
  ["child-knows-no-secrets", "src/child/b.ts", "../core/tasks/runner.ts"],
  ["child-knows-no-secrets", "src/child/c.ts", "../cli/main.ts"],
  ["child-reaches-no-secrets", "src/child/d.ts", "../core/conversations/leaky.ts"],
  ["hosts-do-not-know-each-other", "src/cli/a.ts", "../web/server.ts"],
  ["hosts-do-not-know-each-other", "src/web/a.ts", "../main/window.ts"],
  ["serve-starts-web-only", "src/cli/commands/serve.ts", "../../main/window.ts"],
  ["hosts-know-no-screen", "src/web/b.ts", "../renderer/app.ts"],
  ["hosts-know-no-screen", "src/cli/b.ts", "../child/entry.ts"],
  ["renderer-knows-shared-and-itself", "src/renderer/a.ts", "../core/keys/keys.ts"],
  ["renderer-has-no-node", "src/renderer/b.ts", "node:child_process"],
  ["preload-knows-shared-and-itself", "src/preload/a.ts", "../core/keys/keys.ts"],
  ["features-do-not-know-each-other", "src/renderer/features/chat/a.ts", "../jobs/list.ts"],
  ["electron-in-its-host", "src/core/jobs/c.ts", "electron"],
  ["electron-in-its-host", "src/cli/c.ts", "electron/main"],
  ["electron-in-its-host", "src/renderer/c.ts", "electron"],
  ["sqlite-in-two-rooms", "src/core/jobs/d.ts", "better-sqlite3"],
  ["sqlite-in-two-rooms", "src/cli/d.ts", "better-sqlite3"],
  ["no-circular", "src/core/chat/a.ts", "./b.ts"],
  ["not-to-unresolvable", "src/core/chat/c.ts", "./nowhere.ts"],
];

/** What the rules must leave alone, so that none of them refuses everything. */
const ALLOWED: [from: string, to: string][] = [
  ["src/shared/zod.ts", "zod"],
  ["src/core/jobs/shared.ts", "../../shared/zod.ts"],
  ["src/core/jobs/node.ts", "node:fs"],
  ["src/core/workspace/database.ts", "better-sqlite3"],
  ["src/core/conversations/database.ts", "better-sqlite3"],
  ["src/child/reads.ts", "../core/conversations/database.ts"],
  ["src/child/contract.ts", "../core/tasks/contract.ts"],
  ["src/cli/core.ts", "../core/keys/keys.ts"],
  ["src/renderer/features/chat/own.ts", "./part.ts"],
];

/** Modules that the others import; the leaky one is how a child might reach a key without naming it. */
const TARGETS: Record<string, string> = {
  "src/core/keys/keys.ts": "",
  "src/core/tasks/runner.ts": "",
  "src/core/tasks/contract.ts": "",
  "src/core/conversations/leaky.ts": 'import "../keys/keys.ts";',
  "src/core/chat/b.ts": 'import "./a.ts";',
  "src/cli/main.ts": "",
  "src/child/entry.ts": "",
  "src/web/server.ts": "",
  "src/main/window.ts": "",
  "src/renderer/app.ts": "",
  "src/renderer/features/jobs/list.ts": "",
  "src/renderer/features/chat/part.ts": "",
};

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});
type Violation = z.infer<typeof reportSchema>["summary"]["violations"][number];

let tree: string;
let violations: Violation[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "tunewright-boundaries-"));
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"), "junction");
  copyFileSync(join(root, "tsconfig.json"), join(tree, "tsconfig.json"));
  const imports = [...VIOLATIONS.map(([, from, to]) => [from, to] as const), ...ALLOWED];
  const files = { ...TARGETS, ...Object.fromEntries(imports.map(([from, to]) => [from, `import "${to}";\n`])) };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  violations = cruise(tree);
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("the boundary check sees", () => {
  test.each(VIOLATIONS)("%s: %s imports %s", (rule, from) => {
    expect(violations.filter((violation) => violation.from === from).map(({ rule: seen }) => seen.name)).toContain(
      rule,
    );
  });
});

test("the boundary check leaves alone what is allowed", () => {
  const allowed = new Set(ALLOWED.map(([from]) => from));
  expect(violations.filter(({ from }) => allowed.has(from))).toEqual([]);
});

test("each rule has a planted violation", () => {
  const rules: unknown = createRequire(import.meta.url)(config);
  const names = z.object({ forbidden: z.array(z.object({ name: z.string() })) }).parse(rules).forbidden;
  expect(new Set(VIOLATIONS.map(([rule]) => rule))).toEqual(new Set(names.map(({ name }) => name)));
});

test("the sources as they stand keep every rule, and are seen at all", () => {
  // A checker whose TypeScript does not fit finds no module and no violation.
  expect(cruise(root)).toEqual([]);
});

function cruise(folder: string): Violation[] {
  const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
  const args = [cruiser, "src", "--config", config, "--output-type", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (stdout === "") throw new Error(stderr);
  const report = z
    .object({ modules: z.array(z.unknown()).min(10) })
    .and(reportSchema)
    .parse(JSON.parse(stdout));
  return report.summary.violations;
}
