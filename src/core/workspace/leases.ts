import { readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { AppError } from "../../shared/errors.ts";
import type { ReadableDb } from "./handles.ts";
import type { OwnDatabase } from "./open-database.ts";
import { isAlive } from "../is-alive.ts";

/** A lease without a heartbeat for this long may be taken over. */
export const LEASE_EXPIRES_MS = 60_000;
const HEARTBEAT_MS = 10_000;

/** Who holds a lease: a process of one boot of one host. */
export interface Holder {
  host: string;
  boot: string;
  process: number;
}

interface LeaseRow extends Holder {
  generation: number;
  heartbeat_at: number;
}

/** The right to be the only one who does something; released when disposed. */
export interface Lease extends Disposable {
  readonly name: string;
  readonly generation: number;
  /** Throws `conflict` where another process has taken over: call it first in every write made under the lease. */
  assertHeld(db: ReadableDb): void;
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Elsewhere the minute of the boot tells two boots apart.
    return String(Math.round((Date.now() / 1000 - uptime()) / 60));
  }
}

/** This process as a holder of leases. */
export function thisProcess(): Holder {
  return { host: hostname(), boot: bootId(), process: process.pid };
}

/** Whether its holder has given something up: its heart has stopped, or its process is known to be gone. */
export function isAbandoned(
  lease: Holder & { heartbeat_at: number },
  us: Holder,
  now: number,
  alive = isAlive,
): boolean {
  // A heartbeat from the future means that the clock was set back: it says nothing.
  if (Math.abs(now - lease.heartbeat_at) > LEASE_EXPIRES_MS) return true;
  if (lease.host !== us.host) return false;
  return lease.boot !== us.boot || !alive(lease.process);
}

/** Takes the lease of that name, or returns null while somebody else holds it. */
export function acquireLease(database: OwnDatabase, name: string, us: Holder, clock: () => number): Lease | null {
  const taken = database.write((db): number | null => {
    const now = clock();
    const current = db.get<LeaseRow>("SELECT * FROM leases WHERE name = ?", name);
    if (current !== undefined && !isAbandoned(current, us, now)) return null;
    const generation = (current?.generation ?? 0) + 1;
    db.run(
      `INSERT INTO leases (name, host, boot, process, generation, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET host = excluded.host, boot = excluded.boot, process = excluded.process,
         generation = excluded.generation, heartbeat_at = excluded.heartbeat_at`,
      name,
      us.host,
      us.boot,
      us.process,
      generation,
      now,
    );
    return generation;
  });
  return taken === null ? null : holdLease(database, name, taken, clock);
}

function holdLease(database: OwnDatabase, name: string, generation: number, clock: () => number): Lease {
  const ours = "name = ? AND generation = ?";
  const beat = (at: number) => {
    try {
      database.write((db) => db.run(`UPDATE leases SET heartbeat_at = ? WHERE ${ours}`, at, name, generation));
    } catch (error) {
      // A missed beat is made up for by the next, a lease that was not given back runs out by itself.
      if (!(error instanceof AppError)) throw error;
    }
  };
  const timer = setInterval(() => beat(clock()), HEARTBEAT_MS).unref();
  return {
    name,
    generation,
    assertHeld(db: ReadableDb) {
      if (db.get(`SELECT 1 FROM leases WHERE ${ours}`, name, generation) !== undefined) return;
      throw new AppError("conflict", `Another process has taken over ${name} while this one was away.`, {
        hint: "Nothing was written. Look at the current state and go on from there.",
      });
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      // The row stays, its generation counts on: a late writer of an older one can never match again.
      beat(0);
    },
  };
}
