"use strict";
// Runs every check there is. The last line of the output is the count: `N passed, N failed, N skipped`.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { ensureChromium } = require("./chromium.cjs");
const { launch } = require("./launch.cjs");
const { runTool } = require("./tool.cjs");

/** Each check counts as one; the tests come last and are counted one by one. */
const CHECKS = [
  { name: "build", run: build },
  { name: "types", run: (root) => runTool(root, "tsc", ["--noEmit"]) },
  { name: "types of what both sides share", run: (root) => runTool(root, "tsc", ["--noEmit", "-p", "src/shared"]) },
  { name: "types of the screen", run: (root) => runTool(root, "tsc", ["--noEmit", "-p", "src/renderer"]) },
  { name: "types of its tests", run: (root) => runTool(root, "tsc", ["--noEmit", "-p", "test/e2e"]) },
  { name: "lint", run: (root) => runTool(root, "oxlint", []) },
  { name: "format", run: (root) => runTool(root, "oxfmt", ["--check"]) },
  { name: "boundaries", run: (root) => runTool(root, "depcruise", ["src", "--config", ".dependency-cruiser.cjs"]) },
  { name: "dead code", run: (root) => runTool(root, "knip", []) },
];

/** Suites of tests, counted one by one. */
const SUITES = [
  { name: "tests", args: [], environment: () => ({}) },
  {
    name: "end-to-end tests in Chromium",
    args: ["--config", "vitest.e2e.config.ts"],
    environment: (root) => ({ CHROMIUM_PATH: ensureChromium(root, say) }),
  },
];

const say = (text) => process.stdout.write(`${text}\n`);

async function runChecks(root) {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const failed = [];
  const note = (name, ok) => {
    count[ok ? "passed" : "failed"] += 1;
    if (!ok) failed.push(name);
    say(`--- ${name}: ${ok ? "passed" : "FAILED"}\n`);
  };
  for (const { name, run } of CHECKS) {
    say(`--- ${name}`);
    note(name, await succeeds(run, root));
  }
  for (const { name, args, environment } of SUITES) {
    say(`--- ${name}`);
    const tests = runTests(root, args, environment);
    for (const key of Object.keys(count)) count[key] += tests[key];
    if (tests.failed > 0) failed.push(name);
  }
  if (failed.length > 0) say(`Failed: ${failed.join(", ")}`);
  return count;
}

async function build(root) {
  await require("./build.cjs").ensureBuilt(root);
  return 0;
}

async function succeeds(run, root) {
  try {
    return (await run(root)) === 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

function runTests(root, args, environmentOf) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tunewright-tests-"));
  const report = path.join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const status = runTool(root, "vitest", ["run", ...args, ...reporters], environmentOf(root));
    return countTests(JSON.parse(fs.readFileSync(report, "utf8")), status);
  } catch (error) {
    say(`The tests could not be counted: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not be loaded holds no tests and still failed; so did a run that failed outside its tests. */
function countTests(report, status) {
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

const finish = ({ passed, failed, skipped }) => {
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
};

module.exports = { countTests };

if (require.main === module) {
  const onFailure = () => finish({ passed: 0, failed: 1, skipped: 0 });
  void launch(__filename, async (root) => finish(await runChecks(root)), { build: false, onFailure });
}
