"use strict";
const { launch, runCommandLine } = require("./launch.cjs");

void launch(__filename, () => runCommandLine(["walk", ...process.argv.slice(2)]));
