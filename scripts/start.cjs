"use strict";
const { launch, runCommandLine } = require("./launch.cjs");

void launch(__filename, () => runCommandLine(["serve", ...process.argv.slice(2)]));
