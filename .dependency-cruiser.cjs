"use strict";
// Who may import whom. Each rule is one sentence of ARCHITECTURE.md; test/boundaries.test.ts plants a violation of each.

const TESTS = "\\.test\\.ts$";
/** A module outside `src/`, whether installed, of Node, or not to be found. */
const PACKAGE = (name) => `(^|/)node_modules/${name}(/|$)|^${name}(/|$)`;

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule(
      "no-circular",
      "Imports form no circle: a room can be read on its own. Types alone may refer to each other.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    rule("not-to-unresolvable", "What is imported exists.", {}, { couldNotResolve: true }),
    rule(
      "shared-knows-itself-only",
      "src/shared is what both sides of the bridge agree on: it imports nothing of ours but itself.",
      { path: "^src/shared/" },
      { path: "^src/", pathNot: "^src/shared/" },
    ),
    rule(
      "shared-has-no-runtime",
      "src/shared runs in a browser as well: no Node, and no package but zod.",
      { path: "^src/shared/", pathNot: TESTS },
      { pathNot: [PACKAGE("zod"), "^src/"] },
    ),
    rule(
      "core-knows-no-host",
      "src/core is the product without a screen: it knows shared and itself, never a host.",
      { path: "^src/core/" },
      { path: "^src/", pathNot: "^src/(shared|core)/" },
    ),
    rule(
      "child-knows-no-secrets",
      "src/child reads and computes: it knows shared, conversations, training data and the task contract, never keys, providers, the workspace or a host.",
      { path: "^src/child/", pathNot: TESTS },
      {
        path: "^src/",
        pathNot: "^src/(child|shared|core/conversations|core/training-data)/|^src/core/tasks/contract\\.ts$",
      },
    ),
    rule(
      "child-reaches-no-secrets",
      "Nor does anything the child imports lead it to keys, providers or the workspace.",
      { path: "^src/child/", pathNot: TESTS },
      { path: "^src/core/(keys|providers|workspace|jobs|chat)/", reachable: true },
    ),
    rule(
      "hosts-do-not-know-each-other",
      "The hosts (main, web, cli) do not know each other; only `cli serve` starts the web host.",
      { path: "^src/(main|web|cli)/", pathNot: "^src/cli/commands/serve\\.ts$" },
      { path: "^src/(main|web|cli)/", pathNot: "^src/$1/" },
    ),
    rule(
      "serve-starts-web-only",
      "`cli serve` starts the web host, not the desktop.",
      { path: "^src/cli/commands/serve\\.ts$" },
      { path: "^src/main/" },
    ),
    rule(
      "hosts-know-no-screen",
      "A host serves the screen's built files; it imports none of its sources, nor the preload's, nor the child's.",
      { path: "^src/(main|web|cli)/" },
      { path: "^src/(renderer|preload|child)/" },
    ),
    rule(
      "renderer-knows-shared-and-itself",
      "The screen knows shared and itself: everything else is behind the bridge.",
      { path: "^src/renderer/" },
      { path: "^src/", pathNot: "^src/(shared|renderer)/" },
    ),
    rule(
      "renderer-has-no-node",
      "The screen runs in a sandbox: no Node.",
      { path: "^src/renderer/", pathNot: TESTS },
      { dependencyTypes: ["core"] },
    ),
    rule(
      "preload-knows-shared-and-itself",
      "The bridge knows shared and itself.",
      { path: "^src/preload/" },
      { path: "^src/", pathNot: "^src/(shared|preload)/" },
    ),
    rule(
      "features-do-not-know-each-other",
      "One feature of the screen does not import another.",
      { path: "^src/renderer/features/([^/]+)/" },
      { path: "^src/renderer/features/", pathNot: "^src/renderer/features/$1/" },
    ),
    rule(
      "electron-in-its-host",
      "electron is imported in src/main and src/preload only.",
      { path: "^src/", pathNot: "^src/(main|preload)/" },
      { path: PACKAGE("electron") },
    ),
    rule(
      "sqlite-in-two-rooms",
      "better-sqlite3 is imported in core/workspace and core/conversations only: one room for our database, one for others'.",
      { path: "^src/", pathNot: ["^src/core/(workspace|conversations)/"] },
      { path: PACKAGE("(@types/)?better-sqlite3") },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
