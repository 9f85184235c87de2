// Preparing training data beside the sqlite3 command line on the same data: `node bench/prepare.ts [conversations]`.
// What the numbers mean stands in README.md beside this file.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { CHILD_FLAGS } from "../src/core/tasks/fork-child.ts";
import { generate, TURNS } from "./generate.ts";
import { median } from "./statistics.ts";

const ROUNDS = 3;
interface Measurement {
  seconds: number;
  megabytes: number;
}

/** Runs a program to its end under `time`; its peak memory is its resident set. */
function measure(command: string[]): Measurement {
  const { status, stderr, error } = spawnSync("/usr/bin/time", ["-f", "%e %M", ...command], {
    encoding: "utf8",
    maxBuffer: 1 << 20,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error !== undefined || status !== 0) throw new Error(`${command[0]} failed: ${error?.message ?? stderr}`);
  const [seconds = 0, kilobytes = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
}

/** The product is measured as it is shipped: built, not stripped of its types at each start. */
async function buildPreparing(): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  // Inside node_modules, so that what stays outside the bundle is found.
  const outDir = join(root, "node_modules", ".cache", "tunewright-bench");
  const input = join(root, "src/core/training-data/prepare.ts");
  const output = { entryFileNames: "prepare.js", chunkFileNames: "[name].js" };
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      ssr: true,
      target: "node24",
      minify: false,
      outDir,
      emptyOutDir: true,
      rolldownOptions: { input, output },
    },
  });
  return pathToFileURL(join(outDir, "prepare.js")).href;
}

function ours(module: string, database: string, out: string): Measurement {
  const task = {
    sources: [database],
    out,
    validationOut: null,
    partialSuffix: ".partial",
    recipe: {
      maxConversations: 0,
      systemPrompt: { kind: "keep" },
      whereModel: null,
      onlyConversations: null,
      provider: null,
      trainOn: "all",
      dropCut: false,
      keepDuplicates: false,
      validationFraction: null,
      seed: 0,
      countTokens: false,
    },
  };
  const program = `import { prepare } from ${JSON.stringify(module)}; await prepare(${JSON.stringify(task)}, () => {});`;
  return measure([process.execPath, ...CHILD_FLAGS, "--input-type=module", "-e", program]);
}

/** The honest peer puts the messages of a conversation in order, as we do; without that it only groups. */
const PEERS = {
  ordered: "(SELECT * FROM messages ORDER BY conversation_id, message_index)",
  unordered: "messages",
};

function peer(database: string, out: string, rows: string): Measurement {
  const sql = `SELECT json_object('messages', json_group_array(json_object('role', role, 'content', content)))
    FROM ${rows} GROUP BY conversation_id;`;
  return measure(["sqlite3", "-cmd", `.output ${out}`, database, sql]);
}

const conversations = Number(process.argv[2] ?? 100_000);
const module = await buildPreparing();
const folder = mkdtempSync(join(tmpdir(), "tunewright-bench-"));
try {
  for (const [layout, goal] of [
    ["together", 0.5],
    ["interleaved", 1],
  ] as const) {
    const database = join(folder, `${layout}.db`);
    generate(database, { conversations, interleaved: layout === "interleaved" });
    const runs = Array.from({ length: ROUNDS }, () => ({
      ours: ours(module, database, join(folder, "ours.jsonl")),
      ordered: peer(database, join(folder, "peer.jsonl"), PEERS.ordered),
      unordered: peer(database, join(folder, "peer.jsonl"), PEERS.unordered),
    }));
    const seconds = median(runs.map((run) => run.ours.seconds));
    const ordered = median(runs.map((run) => run.ordered.seconds));
    const unordered = median(runs.map((run) => run.unordered.seconds));
    const memory = Math.max(...runs.map((run) => run.ours.megabytes));
    const size = Math.round(statSync(database).size / 2 ** 20);
    console.log(
      `${layout}: ${conversations * TURNS} messages, ${size} MB: ${seconds.toFixed(2)} s; ` +
        `sqlite3 in order ${ordered.toFixed(2)} s, ratio ${(seconds / ordered).toFixed(2)} (goal ${goal}); ` +
        `sqlite3 without order ${unordered.toFixed(2)} s, ratio ${(seconds / unordered).toFixed(2)}; ` +
        `peak ${memory.toFixed(0)} MB (goal 200)`,
    );
    rmSync(database);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
