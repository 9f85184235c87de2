import { useController, useWatch } from "react-hook-form";
import { Link } from "wouter";
import { jobProviderSchema } from "../../../shared/contract/jobs.ts";
import type { Key } from "../../../shared/contract/keys.ts";
import type { Model } from "../../../shared/contract/models.ts";
import { PROVIDER_NAMES } from "../../../shared/provider-names.ts";
import { TUNABLE_MODELS } from "../../../shared/tunable-models.ts";
import { useOperationRoute, useRoute } from "../../bridge/routes.ts";
import { Button } from "../../ui/button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { Suggest } from "../../ui/suggest.tsx";
import { adviceOnModel } from "./advice.ts";
import { Advice } from "./advice-note.tsx";
import { AdvisedField } from "./advised-field.tsx";
import type { FormControl } from "./settings-fields.tsx";
import { providerLabel } from "./words.ts";

/** Where the model is trained, with what is known of that place. */
export function ProviderField({ control }: { control: FormControl }) {
  const { field } = useController({ control, name: "provider" });
  const model = useWatch({ control, name: `model.${field.value}` });
  return (
    <div className="flex flex-col gap-2">
      <span className="font-medium">Provider</span>
      <div>
        <Segmented
          label="Provider"
          value={field.value}
          choices={jobProviderSchema.options.map((value) => ({ value, label: providerLabel(value) }))}
          onChange={field.onChange}
        />
      </div>
      <Advice notes={adviceOnModel(field.value, model)} />
    </div>
  );
}

function suggestionOf({ id, shutdownDate }: Pick<Model, "id" | "shutdownDate">) {
  return { value: id, ...(shutdownDate === null ? {} : { note: `until ${shutdownDate}` }) };
}

/** The model that is tuned: one of the provider's, or a name of one's own. */
export function ModelField({ control }: { control: FormControl }) {
  const provider = useWatch({ control, name: "provider" });
  const { field, fieldState } = useController({ control, name: `model.${provider}` });
  const { data, error } = useOperationRoute("models.list", { provider });
  const tunable = TUNABLE_MODELS.filter((one) => one.provider === provider);
  const others = (data?.models ?? []).filter(({ id }) => !tunable.some((one) => one.id === id));
  const remark = error === null ? undefined : `The provider's list could not be fetched: ${error.message}`;
  return (
    <AdvisedField
      label="Base model"
      error={fieldState.error?.message}
      advice={
        provider === "practice"
          ? "Any name is taken: a real job can be rehearsed under its own model."
          : "The name as the provider writes it. It decides what can be tuned, and for whom."
      }
    >
      <Suggest
        label="Base model"
        value={field.value}
        onChange={field.onChange}
        placeholder="Choose or type a model"
        groups={[
          { label: "Known to be tunable", items: tunable.map(suggestionOf) },
          {
            label: `Other models of ${PROVIDER_NAMES[provider]}`,
            items: others.filter((one) => !one.tuned).map(suggestionOf),
          },
          { label: "Tuned already", items: others.filter((one) => one.tuned).map(suggestionOf) },
        ]}
        {...(remark === undefined ? {} : { remark })}
      />
    </AdvisedField>
  );
}

const OWN = "own";

function KeyChoice({
  control,
  keys,
  provider,
}: {
  control: FormControl;
  keys: Key[];
  provider: "openai" | "together";
}) {
  const { field, fieldState } = useController({ control, name: `key.${provider}` });
  const named = keys.filter((key) => key.name !== provider);
  const own = keys.find((key) => key.name === provider);
  const describe = (key: Key) => `ends in ${key.lastFour}${key.account === null ? "" : ` · ${key.account}`}`;
  return (
    <AdvisedField
      label="Key"
      error={fieldState.error?.message}
      advice="Files and models belong to the account and project of the key that the job runs with."
    >
      <Select
        label="Key"
        value={field.value === "" ? OWN : field.value}
        choices={[
          { value: OWN, label: provider, note: own === undefined ? "not there yet" : describe(own) },
          ...named.map((key) => ({ value: key.name, label: key.name, note: describe(key) })),
          ...(field.value === "" || named.some((key) => key.name === field.value)
            ? []
            : [{ value: field.value, label: field.value, note: "not there any more" }]),
        ]}
        onChange={(value) => field.onChange(value === OWN ? "" : value)}
      />
    </AdvisedField>
  );
}

/** Which key the job runs with, where there is a choice; and the way to a key where there is none. */
export function KeyField({ control }: { control: FormControl }) {
  const provider = useWatch({ control, name: "provider" });
  const { data } = useRoute("keys.list", {});
  if (provider === "practice" || data === undefined) return null;
  const keys = data.keys.filter((key) => key.provider === provider && key.inForce);
  if (keys.some((key) => key.name !== provider)) return <KeyChoice control={control} keys={keys} provider={provider} />;
  if (keys.length > 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="text-muted">
        There is no key of {PROVIDER_NAMES[provider]} yet. The job can be made now and run once there is one.
      </p>
      <Button nativeButton={false} render={<Link href="~/settings/keys" />}>
        Add a key
      </Button>
    </div>
  );
}
