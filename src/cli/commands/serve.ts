import { rmSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { parse } from "dotenv";
import open from "open";
import { createApp } from "../../core/app.ts";
import { forkChild } from "../../core/tasks/fork-child.ts";
import { AppError } from "../../shared/errors.ts";
import { isLoopback, openingAddress, tunnelCommand } from "../../web/address.ts";
import { startWebServer, type WebOptions, type WebServer } from "../../web/server.ts";
import { dataFolderOf, type Surroundings } from "../session.ts";

const DEFAULT_PORT = 8765;
const PORTS_TRIED = 20;

interface ServeOptions {
  host: string;
  port?: number | undefined;
  open: boolean;
  allowHost: string[];
  keysStdin?: boolean | undefined;
}

function parsePort(given: string): number {
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw new AppError("usage", `${given} is not a port.`, { hint: "Give a whole number from 0 to 65535." });
}

/** Whether a browser can be shown where this runs: not over SSH, and on Linux only with a display. */
export function canOpenBrowser(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  isTerminal: boolean,
): boolean {
  const isRemote = ["SSH_CONNECTION", "SSH_TTY"].some((name) => environment[name] !== undefined);
  if (isRemote || !isTerminal || environment["CI"] !== undefined) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (environment[name] ?? "") !== "");
}

/** Keys given for this run only, as lines `NAME=value`; anything else is wrong usage. */
async function readKeys(): Promise<Record<string, string>> {
  const keys = parse(await text(process.stdin));
  const names = Object.keys(keys);
  const foreign = names.filter((name) => !/_API_KEY/.test(name));
  if (names.length > 0 && foreign.length === 0) return keys;
  throw new AppError(
    "usage",
    foreign[0] === undefined ? "No key came on standard input." : `${foreign[0]} is not the name of a key.`,
    {
      hint: "Write one a line, for example OPENAI_API_KEY=sk-…",
    },
  );
}

/** The port that was asked for, or the first free one from the default on. */
async function startOnFreePort(options: WebOptions, port: number | undefined): Promise<WebServer> {
  if (port !== undefined) return startWebServer({ ...options, port });
  for (let tried = DEFAULT_PORT; ; tried++) {
    try {
      return await startWebServer({ ...options, port: tried });
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === "busy";
      if (!isTaken || tried >= DEFAULT_PORT + PORTS_TRIED) throw error;
    }
  }
}

function untilStopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function say(addresses: { url: string; ssh: string }, isJson: boolean): void {
  const { url, ssh } = addresses;
  process.stdout.write(isJson ? `${JSON.stringify(addresses)}\n` : `${url}\n${ssh}\n`);
}

async function serve(
  surroundings: Surroundings,
  places: Places,
  options: ServeOptions,
  isJson: boolean,
): Promise<void> {
  const { childEntry, workingDirectory, progress, signal } = surroundings;
  const keys = options.keysStdin === true ? await readKeys() : {};
  const environment = { ...surroundings.environment, ...keys };
  const dataFolder = dataFolderOf(environment);
  if (!isLoopback(options.host)) {
    progress.remark(`Anyone who can reach ${options.host} and learns the token can use your keys and read your data.`);
  }
  const app = createApp({
    dataFolder,
    environment,
    workingDirectory,
    keyOrder: "command-line",
    spawnChild: () => forkChild(childEntry, environment),
    warn: progress.remark,
    version: surroundings.version,
    followJobs: true,
    sampleDatabase: places.sample,
  });
  try {
    const server = await startOnFreePort(
      { app, dataFolder, screenFolder: places.screen, host: options.host, port: 0, allowedHosts: options.allowHost },
      options.port,
    );
    const url = openingAddress(options.host, server.port, server.token);
    const addressFile = join(dataFolder, `serve-${server.port}.json`);
    writeFileSync(addressFile, `${JSON.stringify({ url, process: process.pid })}\n`, { mode: 0o600 });
    try {
      say({ url, ssh: tunnelCommand(server.port, userInfo().username, hostname()) }, isJson);
      if (options.open && canOpenBrowser(environment, process.platform, process.stdout.isTTY)) await open(url);
      await untilStopped(signal);
    } finally {
      rmSync(addressFile, { force: true });
      await server.close();
    }
  } finally {
    await app.close();
  }
}

/** Where what is served lies. */
interface Places {
  sample: string;
  screen: string;
}

/** `serve`: the browser version, until it is stopped. */
export function serveCommand(surroundings: Surroundings, places: Places, isJson: boolean): CommandUnknownOpts {
  return new Command("serve")
    .description("serve the browser version; the first line of output holds its address")
    .option("--host <address>", "the address of this machine to listen on", "127.0.0.1")
    .option("--port <number>", `the port, 0 for any (default: ${DEFAULT_PORT}, or the next that is free)`, parsePort)
    .option("--no-open", "open no browser")
    .option("--allow-host <name...>", "further names under which a browser may call this server", [] as string[])
    .option("--keys-stdin", "read keys for this run only from standard input, as lines NAME=value")
    .action((options) => serve(surroundings, places, options, isJson));
}
