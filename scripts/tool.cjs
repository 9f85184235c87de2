"use strict";
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

/**
 * Runs an installed tool with the running Node, its output being ours, and these variables beside the environment's.
 * Returns the exit code, 1 if it was killed.
 */
function runTool(root, name, args, environment = {}) {
  const { status, error } = spawnSync(process.execPath, [toolPath(root, name), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: "inherit",
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}

function toolPath(root, name) {
  // A tool's name is not always its package's.
  const folder = path.join(root, "node_modules", { tsc: "typescript", depcruise: "dependency-cruiser" }[name] ?? name);
  const manifest = path.join(folder, "package.json");
  if (!fs.existsSync(manifest)) throw new Error(`The tool ${name} is not installed.`);
  const { bin } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[name]);
}

module.exports = { runTool };
