"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { goOver } = require("./own-node.cjs");

const root = path.dirname(__dirname);

/**
 * Brings everything up to date and runs `work` on the project's own Node; the script is started again there if need
 * be. `build: false` leaves `out/` as it is; `onFailure` is called after a message. Where there are no sources, as in a package, what was built is run.
 */
async function launch(script, work, { build = true, onFailure = () => {} } = {}) {
  try {
    const hasSources = fs.existsSync(path.join(root, "src"));
    if (hasSources) require("./install.cjs").ensureInstalled(root);
    if (goOver(root, script, process.argv.slice(2))) return;
    if (hasSources && build) await require("./build.cjs").ensureBuilt(root);
    await work(root);
  } catch (error) {
    process.stderr.write(`tunewright: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
    onFailure();
  }
}

/** Runs the built command line in this process with these arguments. */
async function runCommandLine(args) {
  const main = path.join(root, "out", "cli", "main.js");
  process.argv = [process.argv[0], path.join(root, "bin", "tunewright"), ...args];
  await import(require("node:url").pathToFileURL(main).href);
}

module.exports = { launch, runCommandLine };
