import type { ProviderId } from "./contract/models.ts";
import { AppError } from "./errors.ts";

/** Which provider a model is asked at, and the exact string to send there. */
export interface ModelRoute {
  provider: ProviderId;
  model: string;
}

/** What is known beyond the name: tuned models of the ledger, and catalogues where they were fetched. */
export interface KnownModels {
  tuned: readonly { name: string; provider: ProviderId }[];
  catalogue?: readonly { id: string; provider: ProviderId }[];
}

const PROVIDER_PREFIXES = new Map<string, ProviderId>([
  ["openai", "openai"],
  ["together", "together"],
  ["together_ai", "together"],
  ["practice", "practice"],
]);

const WITHOUT_ADAPTER = new Map([
  ["anthropic", "Anthropic"],
  ["openrouter", "OpenRouter"],
]);

/** Names that answer no more, with the vendor's named replacement. */
const RETIRED = new Map([
  ["gpt-4.5-preview", "gpt-4.1"],
  ["gpt-4-32k", "gpt-4o"],
  ["gpt-4-vision-preview", "gpt-4o"],
  ["gpt-3.5-turbo-0301", "gpt-3.5-turbo"],
  ["gpt-3.5-turbo-0613", "gpt-3.5-turbo"],
  ["o1-preview", "o3"],
  ["o1-mini", "o4-mini"],
  ["text-davinci-003", "gpt-3.5-turbo-instruct"],
]);

const OPENAI_NAME = /^(gpt-|chatgpt-|o\d|codex-|davinci-|babbage-)/;
const OPEN_WEIGHTS_OF_OPENAI = /^openai\/gpt-oss-/;

/**
 * Decides by name alone where a model lives and what to send there: first the ledger, then catalogues, then prefixes.
 * Throws `invalid_input` for a name that is none, `unknown_model` for an ambiguous, retired or unplaceable one
 * and `not_available` for a provider that has no adapter.
 */
export function routeModel(name: string, known: KnownModels): ModelRoute {
  const given = name.trim();
  if (given === "" || /[\s\p{Cc}]/u.test(given)) {
    throw new AppError("invalid_input", given === "" ? "The model name is empty." : `“${given}” is not a model name.`, {
      hint: "Name a model, for example gpt-4o-mini or practice/echo; `models` lists them.",
    });
  }
  const wanted = given.replace(/^(?:ft:)+(?=ft:)/, "");
  return (
    oneOf(
      wanted,
      known.tuned.map((tuned) => ({ provider: tuned.provider, model: tuned.name })),
    ) ??
    oneOf(
      wanted,
      (known.catalogue ?? []).map((entry) => ({ provider: entry.provider, model: entry.id })),
    ) ??
    byForm(wanted, known)
  );
}

/** The one known model that the name stands for, or null; several are an error that lists them. */
function oneOf(wanted: string, models: readonly ModelRoute[]): ModelRoute | null {
  const bare = withoutDisplayPrefix(wanted);
  const exact = models.filter(({ model }) => model === wanted || model === bare);
  const found = exact.length > 0 ? exact : models.filter((route) => qualifiedNames(route).includes(bare));
  const different = [...new Map(found.map((route) => [`${route.provider} ${route.model}`, route])).values()];
  if (different.length > 1) throw ambiguous(wanted, different);
  return different[0] ?? null;
}

function byForm(wanted: string, known: KnownModels): ModelRoute {
  const bare = withoutDisplayPrefix(wanted);
  if (bare === "" || bare === "ft:") {
    throw new AppError("invalid_input", `“${wanted}” is a prefix without a model name.`, {
      hint: "Write the name after it, for example ft:gpt-4o-mini-2024-07-18:my-org:my-model:abc123.",
    });
  }
  if (bare.startsWith("ft:")) return { provider: "openai", model: bare };
  if (OPEN_WEIGHTS_OF_OPENAI.test(bare)) return { provider: "together", model: bare };

  const slash = bare.indexOf("/");
  if (slash >= 0) return byPrefix(wanted, bare, bare.slice(0, slash), bare.slice(slash + 1));
  if (bare.startsWith("claude-")) throw withoutAdapter(bare, "Anthropic");
  refuseRetired(bare);
  if (OPENAI_NAME.test(bare)) return { provider: "openai", model: bare };
  throw unplaceable(bare, known);
}

function byPrefix(wanted: string, bare: string, prefix: string, rest: string): ModelRoute {
  if (prefix === "" || rest === "") {
    throw new AppError("invalid_input", `“${wanted}” is not a model name: one side of the slash is empty.`, {
      hint: "Write <provider>/<model> or <organisation>/<model>.",
    });
  }
  const vendor = WITHOUT_ADAPTER.get(prefix);
  if (vendor !== undefined) throw withoutAdapter(bare, vendor);
  switch (PROVIDER_PREFIXES.get(prefix)) {
    case "openai":
      refuseRetired(rest);
      return { provider: "openai", model: rest.replace(/^(?:ft:)+(?=ft:)/, "") };
    case "practice":
      return { provider: "practice", model: bare };
    case "together":
      return { provider: "together", model: rest.replace(/^(?:ft:)+/, "") };
    default:
      return { provider: "together", model: bare };
  }
}

/** `ft:` before a name with a slash is how pickers mark a tuned model; before OpenAI's it is part of the name. */
function withoutDisplayPrefix(name: string): string {
  return name.startsWith("ft:") && name.includes("/") ? name.slice("ft:".length) : name;
}

function qualifiedNames({ provider, model }: ModelRoute): string[] {
  return [...PROVIDER_PREFIXES].filter(([, id]) => id === provider).map(([prefix]) => `${prefix}/${model}`);
}

function refuseRetired(name: string): void {
  const successor = RETIRED.get(name);
  if (successor === undefined) return;
  throw new AppError("unknown_model", `${name} has been retired by its provider.`, { hint: `Use ${successor}.` });
}

function withoutAdapter(name: string, vendor: string): AppError {
  return new AppError("not_available", `${name} is a model of ${vendor}, which Tunewright cannot talk to yet.`, {
    hint: "Use a model of OpenAI, Together AI or practice.",
  });
}

function ambiguous(wanted: string, candidates: readonly ModelRoute[]): AppError {
  const names = candidates.map(({ provider, model }) => `${provider}/${model}`);
  return new AppError("unknown_model", `“${wanted}” could be ${names.join(" or ")}.`, {
    hint: "Write the name with its provider in front.",
    detail: { candidates: names },
  });
}

function unplaceable(wanted: string, known: KnownModels): AppError {
  const all = [
    ...known.tuned.map(({ name, provider }) => ({ model: name, provider })),
    ...(known.catalogue ?? []).map(({ id, provider }) => ({ model: id, provider })),
  ];
  const alike = all.filter(({ model }) => model.toLowerCase().includes(wanted.toLowerCase())).slice(0, 8);
  if (alike.length > 0) return ambiguous(wanted, alike);
  return new AppError("unknown_model", `No provider is known for a model named “${wanted}”.`, {
    hint: "Write the provider in front, for example openai/… or together/…; `models` lists what there is.",
  });
}
