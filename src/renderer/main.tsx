import "./zod-jitless.ts";
import "./index.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createQueryClient } from "./bridge/bridge.tsx";
import { createHttpClient } from "./bridge/http-client.ts";
import { openSettings } from "./bridge/settings.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no root");
const client = createHttpClient();
const settings = await openSettings(client);
createRoot(root).render(<App client={client} queries={createQueryClient()} settings={settings} />);
