import { useState } from "react";
import { type KeyProvider, keyNameSchema, keyProviderSchema, keyValueSchema } from "../../../shared/contract/keys.ts";
import { useCall } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { useToasts } from "../../ui/toasts.tsx";

const NAMES: Record<KeyProvider, string> = {
  openai: "OpenAI",
  together: "Together AI",
  anthropic: "Anthropic (kept, not used yet)",
  openrouter: "OpenRouter (kept, not used yet)",
};

type Store = "keychain" | "file";

/** Takes a key in. Its value stays in this dialog until it is saved, and in no draft. */
export function AddKeyDialog({ hasKeychain, onClose }: { hasKeychain: boolean; onClose: () => void }) {
  const { say } = useToasts();
  const save = useCall("keys.set");
  const [provider, setProvider] = useState<KeyProvider>("openai");
  const [own, setOwn] = useState("");
  const [value, setValue] = useState("");
  const [store, setStore] = useState<Store>(hasKeychain ? "keychain" : "file");
  const [isTried, setTried] = useState(false);
  const name = own.trim() === "" ? provider : `${provider}:${own.trim()}`;
  const nameError = keyNameSchema.safeParse(name).success
    ? undefined
    : "Use small letters, digits and dashes, at most 32.";
  const valueError = keyValueSchema.safeParse(value).error?.issues[0]?.message;
  const submit = () => {
    setTried(true);
    if (nameError !== undefined || valueError !== undefined) return;
    save.mutate(
      { name, value, store },
      {
        onSuccess: (key) => {
          setValue("");
          onClose();
          say(key.inForce ? `Kept the key ${name}.` : `Kept the key ${name}; another place comes before it.`);
        },
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add a key"
      description="It is kept on the machine where Tunewright runs, and sent to this provider only."
      actions={
        <Button kind="primary" onClick={submit} disabled={save.isPending}>
          Keep key
        </Button>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field label="Provider">
          <Select
            label="Provider"
            value={provider}
            onChange={setProvider}
            choices={keyProviderSchema.options.map((one) => ({ value: one, label: NAMES[one] }))}
          />
        </Field>
        <Field label="Key" error={isTried ? valueError : undefined}>
          <TextInput
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={value}
            placeholder="Paste it here"
            onChange={(event) => setValue(event.currentTarget.value)}
          />
        </Field>
        <Field
          label="Name (optional)"
          error={nameError}
          help="Tells several keys of a provider apart, such as “paper”: it is then openai:paper."
        >
          <TextInput value={own} maxLength={32} onChange={(event) => setOwn(event.currentTarget.value)} />
        </Field>
        <Field
          label="Where it is kept"
          help={
            hasKeychain
              ? "The keychain guards it with your login."
              : "The keychain of this system cannot be used: the file can be read by your user only, and is not encrypted."
          }
        >
          <Segmented<Store>
            label="Where it is kept"
            value={store}
            onChange={setStore}
            choices={[
              ...(hasKeychain ? [{ value: "keychain" as const, label: "System keychain" }] : []),
              { value: "file" as const, label: "Private file (0600)" },
            ]}
          />
        </Field>
        {save.error !== null && <ErrorNote error={save.error} />}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
