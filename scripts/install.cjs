"use strict";
// Plain JavaScript for Node 18: this is what fetches everything else.
const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { takeLock } = require("./lock.cjs");
const { environmentOf, ownNode } = require("./own-node.cjs");

const say = (text) => process.stderr.write(`${text}\n`);

/** Installs the dependencies where they are missing or other than the lockfile says. Throws with a clear message. */
function ensureInstalled(root) {
  const wanted = createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (installedStamp(root) === wanted) return;
  const release = takeLock(path.join(root, "out", ".lock"), () =>
    say("Waiting for another start to finish setting up …"),
  );
  try {
    if (installedStamp(root) === wanted) return;
    if (!matchesLock(root)) {
      say("Installing the dependencies (once, about a minute) …");
      npm(root, ["ci"], process.env);
    }
    complete(root);
    fs.writeFileSync(stampPath(root), wanted);
  } finally {
    release();
  }
}

/**
 * Older Nodes make npm leave out the optional native packages whose `engines` exclude them, without a word.
 * A second pass with the project's own Node fetches those.
 */
function complete(root) {
  if (missingPackages(root).length === 0) return;
  const node = ownNode(root);
  if (node !== null) {
    say("Completing the tools with the project's own Node …");
    npm(root, ["install", "--no-save"], environmentOf(node));
  }
  const missing = missingPackages(root);
  if (missing.length > 0)
    throw new Error(`npm did not install ${missing.join(", ")}. Check the network and start again.`);
}

function npm(root, args, env) {
  const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, signal, error } = spawnSync("npm", [...args, ...flags], {
    cwd: root,
    env,
    // Standard output belongs to the command that is being started.
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (error?.code === "ENOENT") throw new Error("npm was not found. Install Node together with npm and start again.");
  if (error !== undefined) throw error;
  if (status === 0) return;
  const how = signal === null ? `exit code ${status}` : signal;
  throw new Error(`npm ${args.join(" ")} failed (${how}); its own message stands above. Correct that and start again.`);
}

/** Whether npm has installed what the lockfile says, whoever called it; native packages are looked at by `complete`. */
function matchesLock(root) {
  const { wanted, present } = packages(root);
  if (present === null) return false;
  return Object.entries(wanted).every(([name, { version, optional, devOptional, peer }]) => {
    const found = present[name];
    return found === undefined ? Boolean(optional || devOptional || peer) : found.version === version;
  });
}

/** The packages made for this platform that the lockfile names and that are not there. */
function missingPackages(root) {
  const { wanted, present } = packages(root);
  return Object.entries(wanted)
    .filter(([name, entry]) => isNative(entry) && isForThisPlatform(entry) && present?.[name] === undefined)
    .map(([name]) => name.slice(name.lastIndexOf("node_modules/") + "node_modules/".length));
}

function isNative({ os, cpu }) {
  return os !== undefined && cpu !== undefined;
}

function isForThisPlatform({ os, cpu, libc }) {
  const glibc = process.platform === "linux" && process.report.getReport().header.glibcVersionRuntime !== undefined;
  const libcFits = libc === undefined || process.platform !== "linux" || libc.includes(glibc ? "glibc" : "musl");
  return os.includes(process.platform) && cpu.includes(process.arch) && libcFits;
}

function packages(root) {
  const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  const { "": _, ...wanted } = read("package-lock.json");
  const hidden = path.join("node_modules", ".package-lock.json");
  return { wanted, present: fs.existsSync(path.join(root, hidden)) ? read(hidden) : null };
}

function stampPath(root) {
  return path.join(root, "node_modules", ".tunewright-lock");
}

function installedStamp(root) {
  const file = stampPath(root);
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}

module.exports = { ensureInstalled };
