import { hostname, userInfo } from "node:os";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { parse } from "dotenv";
import { createApp } from "../../core/app.ts";
import { forkChild } from "../../core/tasks/fork-child.ts";
import { nameOfVariable } from "../../core/keys/names.ts";
import { AppError } from "../../shared/errors.ts";
import { writeAddressFile } from "../../web/address-file.ts";
import { isLoopback, openingAddress, tunnelCommand } from "../../web/address.ts";
import { openBrowser, shouldOpenBrowser } from "../../web/open-browser.ts";
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

/** What comes on standard input until its end, or until the command is stopped. */
async function readInput(signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Keys given for this run only, as lines `NAME=value`; anything else is wrong usage. */
async function readKeys(signal: AbortSignal): Promise<Record<string, string>> {
  const keys = parse(await readInput(signal));
  const names = Object.keys(keys);
  if (names.length > 0 && names.every((name) => nameOfVariable(name) !== null)) return keys;
  // What stands there may be a key pasted in the wrong place: it is not repeated.
  const what = names.length === 0 ? "No key came" : "Something that is no key came";
  throw new AppError("usage", `${what} on standard input.`, {
    hint: "Write one a line, as OPENAI_API_KEY=… or TOGETHER_API_KEY=…; everything else is set in the environment.",
  });
}

/** The port that was asked for, or the first free one from the default on. */
async function startOnFreePort(options: WebOptions, port: number | undefined): Promise<WebServer> {
  if (port !== undefined) return startWebServer({ ...options, port });
  for (let tried = DEFAULT_PORT; ; tried += 1) {
    try {
      return await startWebServer({ ...options, port: tried });
    } catch (error) {
      const isTaken = error instanceof AppError && error.code === "busy";
      if (!isTaken || tried === DEFAULT_PORT + PORTS_TRIED) throw error;
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
  if (!isLoopback(options.host)) {
    progress.remark(
      `Warning: ${options.host} may be reached from other machines, and nothing on the way is encrypted. Whoever learns the address below can read your conversations and use your keys.`,
    );
  }
  const keys = options.keysStdin === true ? await readKeys(signal) : {};
  const environment = { ...surroundings.environment, ...keys };
  const dataFolder = dataFolderOf(environment);
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
    const addressFile = writeAddressFile(dataFolder, server.port, url);
    try {
      say({ url, ssh: tunnelCommand(options.host, server.port, userInfo().username, hostname()) }, isJson);
      progress.remark("Open the first line; over SSH, run the second one on your own machine first. Ctrl+C ends it.");
      const seat = { platform: process.platform, environment, isTerminal: process.stdout.isTTY };
      if (options.open && shouldOpenBrowser(seat)) {
        await openBrowser(openingAddress(options.host, server.port, server.tokenForOnce()));
      }
      await untilStopped(signal);
    } finally {
      addressFile.remove();
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
