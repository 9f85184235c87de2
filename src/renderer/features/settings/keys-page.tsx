import { Plus } from "lucide-react";
import { useLocation } from "wouter";
import type { Key } from "../../../shared/contract/keys.ts";
import { KEY_PLACE_WORDS } from "../../../shared/key-places.ts";
import { useCall, useOperation, useRoute } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { Loading } from "../../ui/loading.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { Time } from "../../ui/time.tsx";
import { AddKeyDialog } from "./add-key-dialog.tsx";
import { Page } from "./page.tsx";

/** Providers whose keys can be kept although nothing uses them yet. */
const NOT_USED_YET = new Set<Key["provider"]>(["anthropic", "openrouter"]);

/** What has to be done to be rid of a key that Tunewright does not keep itself. */
function removalHint({ place }: Key): string | null {
  switch (place) {
    case "keychain":
    case "file":
      return null;
    case "environment":
      return "It comes from the environment: unset its variable and start Tunewright again.";
    case "working-directory-env":
    case "data-folder-env":
      return `It stands in the ${KEY_PLACE_WORDS[place]}: take its line out there.`;
    default:
      return place satisfies never;
  }
}

function KeyRow({ entry, onRemove }: { entry: Key; onRemove: () => void }) {
  const test = useOperation("keys.test");
  const hint = removalHint(entry);
  const isTestable = entry.inForce && !NOT_USED_YET.has(entry.provider);
  const run = () => void test.run({ name: entry.name }).catch(() => undefined);
  return (
    <li className="border-b border-hairline py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="font-medium">{entry.name}</h2>
        <span className="font-mono text-label text-muted">…{entry.lastFour}</span>
        {!entry.inForce && <Chip>hidden by another place</Chip>}
        <div className="ml-auto flex gap-2">
          {test.isRunning ? (
            <Button onClick={test.stop}>Stop</Button>
          ) : (
            isTestable && <Button onClick={run}>Test key</Button>
          )}
          {hint === null && (
            <Button kind="danger" onClick={onRemove}>
              Remove key
            </Button>
          )}
        </div>
      </div>
      <dl className="mt-2 grid grid-cols-[120px_1fr] gap-x-3 gap-y-1 text-muted">
        <dt>Kept in</dt>
        <dd className="text-text">the {KEY_PLACE_WORDS[entry.place]}</dd>
        <dt>May go to</dt>
        <dd className="break-all text-text">{entry.origin ?? "the provider's own address"}</dd>
        <dt>Account</dt>
        <dd className="text-text">
          {entry.testedAt === null ? (
            <span className="text-muted">not tested yet</span>
          ) : (
            <>
              {entry.account ?? "not told by the provider"}, tested <Time iso={entry.testedAt} />
            </>
          )}
        </dd>
      </dl>
      {NOT_USED_YET.has(entry.provider) && (
        <p className="mt-2 text-label text-muted">It is kept; this version does not talk to that provider yet.</p>
      )}
      {hint !== null && <p className="mt-2 text-label text-muted">{hint}</p>}
      <div aria-live="polite">
        {test.isRunning && <p className="mt-2 text-muted">Asking the provider …</p>}
        {test.result !== undefined && !test.isRunning && (
          <p className="mt-2 text-success">The provider takes it; it sees {counted(test.result.models, "model")}.</p>
        )}
      </div>
      {test.error !== null && (
        <div className="mt-3">
          <ErrorNote error={test.error} onRetry={run} />
        </div>
      )}
    </li>
  );
}

/** The keys there are, never their values: where each is kept, whose it is, and whether it works. */
export function KeysPage() {
  const list = useRoute("keys.list", {});
  const removeKey = useCall("keys.remove");
  const { isRemoved, remove } = useRemoval();
  const [location, navigate] = useLocation();
  const isAdding = location === "/keys/new";
  const begin = () => navigate("/keys/new");
  useCommand("new", begin);
  // One removal takes a key out of keychain and file, but not out of the environment.
  const removalOf = ({ name }: Key) => `key ${name}`;
  const keys = list.data?.keys.filter((key) => removalHint(key) !== null || !isRemoved(removalOf(key))) ?? [];
  const keychain = list.data?.keychain;
  const add = (
    <Button kind="primary" onClick={begin}>
      <Plus aria-hidden className="size-4" />
      Add a key
    </Button>
  );
  return (
    <Page title="Keys" actions={list.isSuccess && keys.length > 0 && add}>
      {list.isPending && <Loading what="the keys" />}
      {list.error !== null && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {keychain !== undefined && !keychain.available && (
        <details className="mb-4 rounded-normal border border-border bg-warning-soft px-3 py-2">
          <summary className="font-medium">The system keychain cannot be used here</summary>
          <p className="mt-1 break-words text-muted select-text">{keychain.reason ?? "No reason was given."}</p>
          <p className="mt-1 text-muted">
            Use an environment variable (OPENAI_API_KEY, TOGETHER_API_KEY), the private file, or start with `serve
            --keys-stdin` for keys that last for one run.
          </p>
        </details>
      )}
      {list.isSuccess && keys.length === 0 && (
        <Empty title="No keys yet" action={add}>
          A key lets Tunewright run jobs and chat at a provider. It is never shown again, and goes to that provider
          only.
        </Empty>
      )}
      <ul aria-label="Keys">
        {keys.map((key) => (
          <KeyRow
            key={`${key.name} ${key.place}`}
            entry={key}
            onRemove={() =>
              remove(removalOf(key), `Removed the key ${key.name}.`, () => removeKey.mutateAsync({ name: key.name }))
            }
          />
        ))}
      </ul>
      {isAdding && keychain !== undefined && (
        <AddKeyDialog hasKeychain={keychain.available} onClose={() => navigate("/keys")} />
      )}
    </Page>
  );
}
