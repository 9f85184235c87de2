import { join } from "node:path";
import type { Handlers } from "../router.ts";

/** What the product says of itself. */
export function createAbout(about: {
  version: string;
  dataFolder: string;
  practiceSeconds: number;
}): Pick<Handlers, "app.about"> {
  const { version, dataFolder, practiceSeconds } = about;
  return {
    "app.about": () => ({
      version,
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      dataFolder,
      logFile: join(dataFolder, "logs", "tunewright.log"),
      practiceSeconds,
    }),
  };
}
