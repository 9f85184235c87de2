"use strict";
// `node scripts/run.cjs TOOL …` runs a tool of the project on the project's own Node.
const { launch } = require("./launch.cjs");
const { runTool } = require("./tool.cjs");

const [name, ...args] = process.argv.slice(2);
void launch(
  __filename,
  (root) => {
    if (name === undefined) throw new Error("Name a tool, for example: node scripts/run.cjs oxfmt");
    process.exitCode = runTool(root, name, args);
  },
  { build: false },
);
