import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { failureOf, going, readReply, useSimulator } from "../../../test/simulator/harness.ts";
import type { FaultKind } from "../../../test/simulator/faults.ts";
import { openaiConfigSchema, togetherConfigSchema } from "../../shared/contract/jobs.ts";
import type { AppError, ErrorCode } from "../../shared/errors.ts";
import { isDefiniteRefusal } from "./errors.ts";
import type { JobSpec, Provider, ProviderAccess, Tuning } from "./provider.ts";
import { createProvider } from "./registry.ts";

const harness = useSimulator();
const MODELS = { openai: "gpt-5-mini", together: "openai/gpt-oss-20b" };
const HOSTED = ["openai", "together"] as const;

async function open(
  id: "openai" | "together",
  more: Partial<ProviderAccess> = {},
): Promise<Provider & { tuning: Tuning }> {
  const provider = await createProvider({ id, access: harness.access(id, more) });
  if (provider.tuning === undefined) throw new Error(`${id} can tune`);
  return { ...provider, tuning: provider.tuning };
}

function specOf(id: "openai" | "together", more: Partial<JobSpec> = {}): JobSpec {
  const config = id === "openai" ? openaiConfigSchema.parse({}) : togetherConfigSchema.parse({});
  return {
    localId: "job_abcdefghijklmnop",
    model: MODELS[id],
    trainFileId: "file-x",
    valFileId: null,
    config,
    ...more,
  };
}

async function createFails(
  id: "openai" | "together",
  fault: FaultKind,
  more: Partial<ProviderAccess> = {},
): Promise<AppError> {
  harness.simulator.fault({ ...fault, route: /^POST / });
  return failureOf((await open(id, more)).tuning.createJob(specOf(id), going()));
}

const status = (code: number, message: string, more: Record<string, string> = {}): FaultKind => ({
  kind: "status",
  status: code,
  body: { error: { message, type: "invalid_request_error", ...more } },
});

describe.each(HOSTED)("creating a job at %s", (id) => {
  // Taking a lost reply for a refusal pays twice; taking a refusal for a lost reply makes the user wait for nothing.
  it.each<[string, FaultKind, ErrorCode, boolean]>([
    ["a wrong key", { kind: "key_echoed" }, "wrong_key", true],
    ["missing rights", status(403, "You have insufficient permissions. Missing scopes: x"), "no_access", true],
    [
      "missing rights, said with 401",
      status(401, "You have insufficient permissions for this operation."),
      "no_access",
      true,
    ],
    ["an empty account", { kind: "insufficient_quota" }, "quota", true],
    ["a payment that is due", status(402, "Your credit limit is reached"), "quota", true],
    ["too many jobs", { kind: "rate_limited", code: "daily_rate_limit_exceeded" }, "rate_limited", true],
    ["an unknown model", status(400, "Model x does not exist", { code: "model_not_available" }), "unknown_model", true],
    ["a bad file", status(400, "Line 3 is broken", { code: "invalid_training_file" }), "invalid_file", true],
    ["another project's file", status(400, "invalid training_file: File file-x does not exist"), "wrong_account", true],
    ["bad settings", status(422, "n_epochs must be at most 50"), "refused", true],
    ["a conflict", status(409, "already being processed"), "refused", false],
    ["a server's time-out", status(408, "took too long"), "timeout", false],
    ["a server error", { kind: "server_error" }, "provider_error", false],
    [
      "a redirect",
      { kind: "status", status: 307, body: {}, headers: { location: "/elsewhere" } },
      "provider_error",
      false,
    ],
    ["a page instead of an answer", { kind: "not_json" }, "provider_error", false],
    ["an answer of another shape", { kind: "status", status: 200, body: { hello: 1 } }, "provider_error", false],
    ["a connection cut before the reply", { kind: "cut_before" }, "no_network", false],
    ["a connection cut after the job was made", { kind: "cut_after" }, "no_network", false],
  ])("reads %s", async (_, fault, code, refusal) => {
    const error = await createFails(id, fault);
    expect(error.code).toBe(code);
    expect(isDefiniteRefusal(error)).toBe(refusal);
    expect(JSON.stringify(error.toBody())).not.toContain(harness.simulator.key);
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain("undefined");
  });

  // A retried creation is a second job.
  it.each<FaultKind>([{ kind: "server_error" }, { kind: "rate_limited" }, { kind: "cut_after" }])(
    "sends the request once, whatever comes back: $kind",
    async (fault) => {
      await createFails(id, fault);
      expect(harness.simulator.requests).toHaveLength(1);
    },
  );

  it("gives up when its time is over, the outcome unknown", async () => {
    const error = await createFails(id, { kind: "silent" }, { timeoutMs: 50 });
    expect(error.code).toBe("timeout");
    expect(isDefiniteRefusal(error)).toBe(false);
  });

  it("is cancelled by its signal: for certain before it is sent, not so afterwards", async () => {
    const { tuning } = await open(id);
    const before = await failureOf(tuning.createJob(specOf(id), AbortSignal.abort()));
    expect([before.code, isDefiniteRefusal(before), harness.simulator.requests.length]).toEqual(["cancelled", true, 0]);

    harness.simulator.fault({ kind: "silent" });
    const controller = new AbortController();
    const creation = failureOf(tuning.createJob(specOf(id), controller.signal));
    await expect.poll(() => harness.simulator.requests.length).toBe(1);
    controller.abort();
    const afterwards = await creation;
    expect([afterwards.code, isDefiniteRefusal(afterwards)]).toEqual(["cancelled", false]);
  });

  it("keeps the provider's words, its status and its code", async () => {
    const error = await createFails(id, status(400, "n_epochs is too large", { code: "out_of_range" }));
    expect(error.message).toMatch(/answered 400: n_epochs is too large$/);
    expect(error.detail).toEqual({ status: 400, effect: "none", providerCode: "out_of_range" });
  });
});

describe.each(HOSTED)("other calls to %s", (id) => {
  it("are tried again where the server is busy, as soon as it says", async () => {
    harness.simulator.fault({ kind: "rate_limited", retryAfter: "0", times: 2 });
    expect(await (await open(id)).tuning.listJobs(going())).toEqual([]);
    expect(harness.simulator.requests).toHaveLength(3);
  });

  it("wait for an answer that is late, within their time", async () => {
    harness.simulator.fault({ kind: "slow", milliseconds: 20 });
    expect(await (await open(id)).tuning.listJobs(going())).toEqual([]);
    expect(harness.simulator.requests).toHaveLength(1);
  });

  it("are tried again where the connection was cut", async () => {
    harness.simulator.fault({ kind: "cut_before" });
    expect(await (await open(id)).tuning.listJobs(going())).toEqual([]);
    expect(harness.simulator.requests).toHaveLength(2);
  });

  // An SDK that obeys would hang for an hour without a word.
  it("do not sit out a long wait, but say how long it is", async () => {
    harness.simulator.fault({ kind: "rate_limited", retryAfter: "3600", times: 9 });
    const error = await failureOf((await open(id)).tuning.listJobs(going()));
    expect(error).toMatchObject({ code: "rate_limited", detail: { retryAfterSeconds: 3600 } });
    expect(error.hint).toContain("3600 seconds");
    expect(harness.simulator.requests).toHaveLength(1);
  });

  it("do not sit out a wait until a date either", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toUTCString();
    harness.simulator.fault({ kind: "rate_limited", retryAfter: tomorrow, times: 9 });
    expect((await failureOf((await open(id)).tuning.listJobs(going()))).code).toBe("rate_limited");
    expect(harness.simulator.requests).toHaveLength(1);
  });

  it("end at once when they are cancelled during a wait", async () => {
    harness.simulator.fault({ kind: "rate_limited", retryAfter: "50", times: 9 });
    const controller = new AbortController();
    const listing = failureOf((await open(id)).tuning.listJobs(controller.signal));
    await expect.poll(() => harness.simulator.requests.length).toBe(1);
    controller.abort();
    expect((await listing).code).toBe("cancelled");
  });

  it("name the host that cannot be reached", async () => {
    const { openaiUrl } = harness.simulator;
    await harness.simulator.stop();
    const { tuning } = await open(id, { retries: 0 });
    const error = await failureOf(tuning.createJob(specOf(id), going()));
    expect(error.code).toBe("no_network");
    expect(error.message).toContain(new URL(openaiUrl).host);
    expect(error.message).toContain("ECONNREFUSED");
    expect(isDefiniteRefusal(error)).toBe(true);
  });

  it("name the host that has no address", async () => {
    const { tuning } = await open(id, { retries: 0, baseUrl: "http://nowhere.invalid/v1" });
    const error = await failureOf(tuning.listJobs(going()));
    expect(error.code).toBe("no_network");
    expect(error.message).toContain("nowhere.invalid");
  });

  it("refuse a wrong key", async () => {
    const error = await failureOf((await open(id, { apiKey: "sk-another-key-0000" })).account(going()));
    expect(error.code).toBe("wrong_key");
  });

  // Following a redirect would hand the training data to whoever the first server names.
  it("do not follow a redirect with a file", async () => {
    const elsewhere: string[] = [];
    const server = createServer((request, response) => {
      elsewhere.push(request.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const headers = { location: `http://127.0.0.1:${port}/stolen` };
    harness.simulator.fault({ kind: "status", status: 307, body: {}, headers, times: 9 });
    const error = await failureOf((await open(id)).tuning.uploadFile(await harness.trainingFile(), going()));
    expect([error.code, elsewhere]).toEqual(["provider_error", []]);
    await new Promise((closed) => server.close(closed));
  });
});

describe.each(HOSTED)("a chat with %s", (id) => {
  const ask = async (model = MODELS[id], more: Partial<ProviderAccess> = {}, signal = going()) =>
    readReply((await open(id, more)).chat({ model, messages: [{ role: "user", content: "Hello there" }] }, signal));

  it("says that a model is unknown", async () => {
    const error = await failureOf(ask("nobody/nothing"));
    expect(error.code).toBe("unknown_model");
    expect(error.message).toContain("nobody/nothing");
  });

  // A reply that is cut and taken for whole would be stored, and trained on.
  it.each<[FaultKind, ErrorCode]>([
    [{ kind: "cut_stream" }, "no_network"],
    [{ kind: "end_stream" }, "provider_error"],
    [{ kind: "error_in_stream", message: "overloaded" }, "provider_error"],
    [{ kind: "not_json" }, "provider_error"],
    [{ kind: "status", status: 200, body: { choices: [] } }, "provider_error"],
  ])("ends with an error where the stream does not come to its end: %j", async (fault, code) => {
    harness.simulator.fault(fault);
    expect((await failureOf(ask())).code).toBe(code);
  });

  it("keeps the key out of an error within the stream", async () => {
    const { key } = harness.simulator;
    harness.simulator.fault({ kind: "error_in_stream", message: `bad key ${key}` });
    const error = await failureOf(ask());
    expect(error.message).toContain("bad key [key removed]");
    expect(JSON.stringify(error.toBody())).not.toContain(key);
  });

  it("gives up on a stream that falls silent", async () => {
    harness.simulator.fault({ kind: "silent_stream" });
    expect((await failureOf(ask(MODELS[id], { timeoutMs: 100 }))).code).toBe("timeout");
  });

  it("is cancelled in the middle of a stream, and says so", async () => {
    harness.simulator.fault({ kind: "silent_stream" });
    const controller = new AbortController();
    const provider = await open(id);
    const chunks = provider.chat({ model: MODELS[id], messages: [{ role: "user", content: "Hi" }] }, controller.signal);
    const reading = (async () => {
      for await (const chunk of chunks) if (chunk.text !== "") controller.abort();
    })();
    expect((await failureOf(reading)).code).toBe("cancelled");
  });

  it("closes the connection when its reader goes away", async () => {
    const provider = await open(id);
    for await (const chunk of provider.chat(
      { model: MODELS[id], messages: [{ role: "user", content: "Hi" }] },
      going(),
    )) {
      if (chunk.text !== "") break;
    }
    expect(harness.simulator.requests).toHaveLength(1);
  });
});

describe("an organisation that may not create jobs at OpenAI", () => {
  it("is told the dates and the way out", async () => {
    const error = await createFails("openai", { kind: "not_eligible" });
    expect(error.code).toBe("not_eligible");
    expect(error.hint).toMatch(/7 May 2026.*2 July 2026.*7 January 2027.*together/);
    expect(isDefiniteRefusal(error)).toBe(true);
  });
});
