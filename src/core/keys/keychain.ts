import type { AsyncEntry } from "@napi-rs/keyring";
import type * as KeyringModule from "@napi-rs/keyring";
import { AppError } from "../../shared/errors.ts";
import { parseSecretJson, type StoredKey, storedKeySchema } from "./stored-key.ts";
import { messageOf } from "../../shared/thrown.ts";

type Keyring = typeof KeyringModule;

/** The system's keychain. Every method rejects with `KeychainUnavailable` where it cannot be used. */
export interface Keychain {
  read(name: string): Promise<StoredKey | null>;
  list(): Promise<{ name: string; stored: StoredKey }[]>;
  write(name: string, stored: StoredKey): Promise<void>;
  /** True where there was something to remove. */
  remove(name: string): Promise<boolean>;
}

/** There is no keychain, or it is locked, or it did not answer in time; `message` is the reason as a half sentence. */
export class KeychainUnavailable extends Error {
  override readonly name = "KeychainUnavailable";
}

/**
 * Opens the system's keychain; nothing is asked of it yet.
 * A locked keychain may wait for a person, so each request gets `deadlineMs` milliseconds.
 */
export function openKeychain({ service = "tunewright", deadlineMs = 10_000 } = {}): Keychain {
  // Without this, Linux falls back to the kernel's keyring, which forgets everything at the next start.
  const options = { linux: { store: "secret-service" } } as const;

  async function ask<T>(request: (keyring: Keyring, signal: AbortSignal) => Promise<T>): Promise<T> {
    const keyring = await import("@napi-rs/keyring").catch((error: unknown) => {
      throw new KeychainUnavailable(`the keychain module could not be loaded: ${reasonOf(error)}`);
    });
    const deadline = AbortSignal.timeout(deadlineMs);
    const late = Promise.withResolvers<never>();
    const expire = () => late.reject(new KeychainUnavailable(`it did not answer within ${deadlineMs / 1000} s`));
    deadline.addEventListener("abort", expire, { once: true });
    try {
      return await Promise.race([request(keyring, deadline), late.promise]);
    } catch (error) {
      throw error instanceof KeychainUnavailable ? error : new KeychainUnavailable(reasonOf(error));
    } finally {
      deadline.removeEventListener("abort", expire);
    }
  }

  async function askEntry<T>(
    name: string,
    request: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return ask(async (keyring, signal) => {
      if (process.platform === "linux") await assertAnswers(keyring, service, signal);
      return request(new keyring.AsyncEntry(service, name, options), signal);
    });
  }

  return {
    async read(name) {
      const secret = await askEntry(name, (entry, signal) => entry.getPassword(signal));
      return secret === null ? null : parseEntry(name, secret);
    },
    async list() {
      const found = await ask((keyring, signal) => keyring.findCredentialsAsync(service, undefined, signal));
      return found.map(({ account, password }) => ({ name: account, stored: parseEntry(account, password) }));
    },
    write: (name, stored) => askEntry(name, (entry, signal) => entry.setPassword(JSON.stringify(stored), signal)),
    remove: (name) => askEntry(name, (entry, signal) => entry.deleteCredential(signal)),
  };
}

/**
 * Making an entry connects to the session bus and blocks this thread while nobody answers; listing waits in the
 * background. That it fails says nothing yet: a locked keychain lists nothing, and asks for its password when read.
 */
async function assertAnswers(keyring: Keyring, service: string, signal: AbortSignal): Promise<void> {
  await keyring.findCredentialsAsync(service, undefined, signal).catch(() => {});
  signal.throwIfAborted();
}

function parseEntry(name: string, secret: string): StoredKey {
  const parsed = storedKeySchema.safeParse(parseSecretJson(secret));
  if (parsed.success) return parsed.data;
  throw new AppError("corrupt", `The keychain's entry ${name} was not written by Tunewright and cannot be used.`, {
    hint: `Save the key again in Settings, or with: tunewright keys set ${name}`,
  });
}

/** The reason in words a person knows, and what the system said. */
function reasonOf(error: unknown): string {
  const said = messageOf(error).split("\n", 1)[0]?.replace(/\.$/, "") ?? "";
  if (/locked|unlock/i.test(said)) return `it is locked (${said})`;
  if (/\bz?bus error\b|\bdbus\b/i.test(said)) return `no keychain service answers in this session (${said})`;
  return said;
}
