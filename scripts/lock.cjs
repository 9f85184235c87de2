"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const OWNER = "owner.json";
const OLDEST_MS = 30 * 60_000;
const UNNAMED_MS = 10_000;

/**
 * Takes the lock folder, waiting while another process holds it, and returns the function that gives it back.
 * `onWait` is called once. A holder that no longer runs loses the lock.
 */
function takeLock(folder, onWait) {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  let told = false;
  while (!tryLock(folder)) {
    if (breakStale(folder)) continue;
    if (!told) onWait();
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  return () => fs.rmSync(folder, { recursive: true, force: true });
}

function tryLock(folder) {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  fs.writeFileSync(path.join(folder, OWNER), JSON.stringify({ pid: process.pid, host: os.hostname() }));
  return true;
}

function breakStale(folder) {
  const seen = ownerOf(folder);
  if (seen === null || !isStale(folder, seen)) return false;
  const aside = `${folder}-stale-${process.pid}`;
  try {
    fs.renameSync(folder, aside);
    // Between looking and renaming, somebody else may have broken it and taken it anew.
    if (ownerOf(aside) !== seen) fs.renameSync(aside, folder);
    else fs.rmSync(aside, { recursive: true, force: true });
  } catch {
    return false;
  }
  return true;
}

/** The owner as written; empty while it is not written yet, null where the lock is gone. */
function ownerOf(folder) {
  try {
    return fs.readFileSync(path.join(folder, OWNER), "utf8");
  } catch {
    return fs.existsSync(folder) ? "" : null;
  }
}

function isStale(folder, owner) {
  const age = Date.now() - (fs.statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (owner === "") return age > UNNAMED_MS;
  if (age > OLDEST_MS) return true;
  try {
    const { pid, host } = JSON.parse(owner);
    return host === os.hostname() && !isRunning(pid);
  } catch {
    return age > UNNAMED_MS;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

module.exports = { takeLock };
