import { orderMigrations } from "./migrate.ts";

/** The migrations of `tunewright.db`. */
export const tunewrightMigrations = orderMigrations(
  import.meta.glob<string>("./migrations/tunewright/*.sql", { query: "?raw", import: "default", eager: true }),
);

/** The migrations of `texts.db`. */
export const textsMigrations = orderMigrations(
  import.meta.glob<string>("./migrations/texts/*.sql", { query: "?raw", import: "default", eager: true }),
);
