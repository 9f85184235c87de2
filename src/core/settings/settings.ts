import type { z } from "zod";
import { LONGEST_SETTING } from "../../shared/contract/settings.ts";
import { AppError } from "../../shared/errors.ts";
import type { Handlers } from "../router.ts";
import type { Workspace } from "../workspace/workspace.ts";

type Json = z.core.util.JSONType;

/** Choices, layout and drafts of the screens, by name. */
export function createSettings(workspace: Workspace): Pick<Handlers, "settings.get" | "settings.set"> {
  return {
    "settings.get": ({ names }) => {
      const wanted = names === null ? null : JSON.stringify(names);
      const rows = workspace.read.all<{ name: string; value_json: string }>(
        "SELECT name, value_json FROM settings WHERE ? IS NULL OR name IN (SELECT value FROM json_each(?))",
        wanted,
        wanted,
      );
      return { values: Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value_json) as Json])) };
    },
    "settings.set": ({ name, value }) => {
      const text = JSON.stringify(value);
      if (text.length > LONGEST_SETTING) {
        throw new AppError("invalid_input", `The setting ${name} is longer than ${LONGEST_SETTING} characters.`, {
          hint: "Keep long texts in a file or a persona.",
        });
      }
      workspace.write((db) => {
        if (value === null) return db.run("DELETE FROM settings WHERE name = ?", name);
        return db.run(
          "INSERT INTO settings (name, value_json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json",
          name,
          text,
        );
      });
      return { name };
    },
  };
}
