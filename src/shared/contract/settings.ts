import { z } from "zod";
import { query } from "./route.ts";

const settingName = z.string().regex(/^[a-z][a-zA-Z0-9.:_-]{0,99}$/, {
  error: "a setting is named by at most 100 letters, digits, dots, colons, dashes and underscores",
});

/** How long a setting's value may be, in characters of JSON. */
export const LONGEST_SETTING = 262_144;

/** What the product says of itself. */
export const aboutSchema = z.strictObject({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  dataFolder: z.string(),
  logFile: z.string(),
  practiceSeconds: z.number(),
});

export const settingsRoutes = {
  "settings.get": query(
    z.strictObject({
      names: z.array(settingName).max(100).nullable().default(null).describe("null gives all there are"),
    }),
    z.strictObject({ values: z.record(z.string(), z.json()) }),
  ),
  "settings.set": query(
    z.strictObject({ name: settingName, value: z.json().describe("null forgets it") }),
    z.strictObject({ name: z.string() }),
  ),
  "app.about": query(z.strictObject({}), aboutSchema),
};
