import { dirname } from "node:path";
import { createApp } from "../../src/core/app.ts";
import { openingAddress } from "../../src/web/address.ts";
import { startWebServer } from "../../src/web/server.ts";
import { writeScreen } from "../web-server.ts";
import { openHttpClient } from "./http-client.ts";
import { describeConformance } from "./suite.ts";

describeConformance("HTTP", async (options) => {
  const app = createApp(options);
  const host = "127.0.0.1";
  const screenFolder = writeScreen(dirname(options.dataFolder));
  const server = await startWebServer({ app, dataFolder: options.dataFolder, screenFolder, host, port: 0 });
  const client = await openHttpClient(openingAddress(host, server.port, server.token));
  return {
    client,
    namesFilesBy: "id",
    async close() {
      await client.close();
      await server.close();
      await app.close();
    },
  };
});
