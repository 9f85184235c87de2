import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { useSimulator } from "../../../test/simulator/harness.ts";

const harness = useSimulator();
const ADMIN_KEY = "sk-admin-9876543210fedcba";

/** Lists the models in a process of its own, whose environment asks the SDKs for more than we want of them. */
async function listModelsInChild(id: "openai" | "together", baseUrl: string) {
  const script = `
    import { createProvider } from ${JSON.stringify(new URL("./registry.ts", import.meta.url).href)};
    const access = { apiKey: process.env.CHILD_KEY, baseUrl: process.env.CHILD_URL };
    const provider = await createProvider({ id: ${JSON.stringify(id)}, access });
    const models = await provider.listModels(new AbortController().signal);
    console.log(models.length + " models");
    await provider.chat({ model: "none/none", messages: [] }, new AbortController().signal)[Symbol.asyncIterator]().next()
      .catch((error) => console.log(JSON.stringify(error.toBody()), error.stack));
  `;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: {
      CHILD_KEY: harness.simulator.key,
      CHILD_URL: baseUrl,
      OPENAI_LOG: "debug",
      TOGETHER_LOG: "debug",
      OPENAI_ADMIN_KEY: ADMIN_KEY,
      OPENAI_BASE_URL: "http://wrong.invalid/v1",
      TOGETHER_BASE_URL: "http://wrong.invalid/v1",
    },
  });
}

describe.each(["openai", "together"] as const)("the SDK of %s", (id) => {
  // In debug mode the SDKs print requests and answers; a key in a terminal ends up in bug reports.
  it("prints nothing and sends our key only, whatever the environment says", async () => {
    const { simulator } = harness;
    const { stdout, stderr } = await listModelsInChild(
      id,
      id === "openai" ? simulator.openaiUrl : simulator.togetherUrl,
    );
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\d+ models\n\{"code":"unknown_model"/);
    expect(stdout).not.toContain(simulator.key);
    expect(new Set(simulator.requests.map(({ headers }) => headers["authorization"]))).toEqual(
      new Set([`Bearer ${simulator.key}`]),
    );
  });
});
