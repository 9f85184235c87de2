"use strict";
// Finds the Chromium that the end-to-end tests drive, and installs one where there is none.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const VARIABLE = "CHROMIUM_PATH";
const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS_PROGRAMS = [
  ["Google", "Chrome", "Application", "chrome.exe"],
  ["Chromium", "Application", "chrome.exe"],
  ["Microsoft", "Edge", "Application", "msedge.exe"],
];
const PLAYWRIGHT = ["node_modules", "playwright-core"];

/**
 * The paths at which a Chromium may lie, the preferred first: Playwright's own, which fits the tests best, then the
 * system's. The platform's rules for paths are applied, whatever platform this runs on.
 */
function usualPlaces({ platform, environment, home, playwright }) {
  const { join, delimiter } = platform === "win32" ? path.win32 : path.posix;
  const own = playwright === null ? [] : [playwright];
  if (platform === "win32") {
    const folders = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => environment[name] ?? []);
    return [...own, ...WINDOWS_PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, ...program)))];
  }
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const onPath = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)));
  if (platform !== "darwin") return [...own, ...onPath];
  const apps = MAC_APPS.flatMap((name) =>
    ["/Applications", join(home, "Applications")].map((folder) => join(folder, `${name}.app/Contents/MacOS/${name}`)),
  );
  return [...own, ...apps, ...onPath];
}

/**
 * The first Chromium that is there and starts; null where there is none. One that was named and does not start is an
 * error: another would not be what was asked for.
 */
function chooseChromium(surroundings, starts) {
  const named = (surroundings.environment[VARIABLE] ?? "").trim();
  if (named === "") return usualPlaces(surroundings).find(starts) ?? null;
  if (starts(named)) return named;
  throw new Error(`${VARIABLE} names ${named}, which is no Chromium that starts. Correct it, or unset it.`);
}

/** What may bring a Chromium onto this machine, in the order to be tried: each a name and its commands. */
function waysToInstall({ platform, hasApt, isRoot, hasSudo, node, root }) {
  const playwright = {
    name: "Playwright",
    commands: [[node, path.join(root, ...PLAYWRIGHT, "cli.js"), "install", "chromium"]],
  };
  if (platform !== "linux" || !hasApt || !(isRoot || hasSudo)) return [playwright];
  const asRoot = isRoot ? [] : ["sudo", "-n"];
  const apt = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  const commands = [
    [...apt, "update"],
    [...apt, "install", "-y", "--no-install-recommends", "chromium"],
  ];
  return [{ name: "apt-get", commands }, playwright];
}

/** A Chromium of this machine, or null. */
function findChromium(root) {
  return chooseChromium(surroundingsOf(root), startsHere);
}

/** A Chromium of this machine, installed now if need be. Throws where there is none and none can be installed. */
function ensureChromium(root, say) {
  const found = findChromium(root);
  if (found !== null) return found;
  const tried = [];
  for (const { name, commands } of waysToInstall(abilitiesOf(root))) {
    say(`There is no Chromium for the end-to-end tests: installing one with ${name} …`);
    const failure = commands.map(run).find((outcome) => outcome !== null) ?? null;
    const installed = failure === null ? findChromium(root) : null;
    if (installed !== null) return installed;
    tried.push(`${name} (${failure ?? "it said it had, and there is none"})`);
  }
  throw new Error(
    `There is no Chromium for the end-to-end tests, and none could be installed: tried ${tried.join(", then ")}. ` +
      `Install Chromium, Chrome or Edge and start again, or name one with ${VARIABLE}.`,
  );
}

function surroundingsOf(root) {
  return { platform: process.platform, environment: process.env, home: os.homedir(), playwright: playwrightsOwn(root) };
}

function playwrightsOwn(root) {
  try {
    return require(path.join(root, ...PLAYWRIGHT)).chromium.executablePath();
  } catch {
    // Playwright knows no build for every platform.
    return null;
  }
}

/** Whether it can be started: what is called Chromium may be a stub, or lack its libraries. */
function startsHere(file) {
  if (!fs.existsSync(file)) return false;
  // On Windows, asking for the version opens a window.
  if (process.platform === "win32") return true;
  return spawnSync(file, ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

function abilitiesOf(root) {
  const succeeds = (command, ...args) => spawnSync(command, args, { stdio: "ignore" }).status === 0;
  return {
    platform: process.platform,
    hasApt: succeeds("apt-get", "--version"),
    isRoot: process.getuid?.() === 0,
    hasSudo: succeeds("sudo", "-n", "true"),
    node: process.execPath,
    root,
  };
}

/** Why a command failed, or null. Its output is for people, so it goes to standard error. */
function run([command, ...args]) {
  const { status, signal, error } = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
  if (error !== undefined) return error.message;
  return status === 0 ? null : signal === null ? `exit code ${status}` : signal;
}

module.exports = { chooseChromium, ensureChromium, findChromium, usualPlaces, waysToInstall };
