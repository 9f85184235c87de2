import { join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The screen, as both the browser version and the desktop app show it. */
export default defineConfig({
  root: join(import.meta.dirname, "src/renderer"),
  base: "/",
  logLevel: "warn",
  plugins: [react(), tailwindcss()],
  build: {
    target: "chrome123",
    emptyOutDir: true,
    // A font or an icon inlined as data would not pass the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
  },
});
