import { createApp } from "../../src/core/app.ts";
import { describeConformance } from "./suite.ts";

describeConformance("the in-process client", async (options) => {
  const app = createApp(options);
  return { client: app.client({ kind: "command-line" }), namesFilesBy: "path", close: () => app.close() };
});
