import { defineConfig } from "vite";

/** The core and its command line for Node; what is installed stays outside the bundle. */
export default defineConfig({
  publicDir: false,
  logLevel: "warn",
  build: {
    ssr: true,
    target: "node24",
    minify: false,
    sourcemap: true,
    emptyOutDir: true,
    rolldownOptions: {
      input: { "cli/main": "src/cli/main.ts", "child/entry": "src/child/entry.ts" },
      output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
