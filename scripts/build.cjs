"use strict";
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { takeLock } = require("./lock.cjs");

const say = (text) => process.stderr.write(`${text}\n`);

/** Builds `out/` where it was not made from the present sources. To be called on the project's own Node. */
async function ensureBuilt(root) {
  const out = path.join(root, "out");
  const wanted = stampOf(root);
  if (builtStamp(out) === wanted) return;
  const release = takeLock(path.join(out, ".lock"), () => say("Waiting for another start to finish building …"));
  try {
    if (builtStamp(out) === wanted) return;
    say("Building …");
    const fresh = path.join(out, `.build-${process.pid}`);
    try {
      const { build } = await import("vite");
      await build({ root, configFile: path.join(root, "vite.config.ts"), build: { outDir: fresh } });
      const screen = path.join(fresh, "renderer");
      await build({ configFile: path.join(root, "vite.renderer.config.ts"), build: { outDir: screen } });
      swapIn(fresh, out);
    } finally {
      fs.rmSync(fresh, { recursive: true, force: true });
    }
    fs.writeFileSync(path.join(out, "stamp"), wanted);
  } finally {
    release();
  }
}

/** Puts what was built in the place of what stands there; without a stamp, a stop in between is built anew. */
function swapIn(fresh, out) {
  fs.rmSync(path.join(out, "stamp"), { force: true });
  for (const name of fs.readdirSync(out)) {
    const old = path.join(out, name);
    if (name !== ".lock" && old !== fresh) fs.rmSync(old, { recursive: true, force: true });
  }
  for (const name of fs.readdirSync(fresh)) fs.renameSync(path.join(fresh, name), path.join(out, name));
}

/** A hash over everything the build depends on. Tests are left out: they are not built. */
function stampOf(root) {
  const hash = createHash("sha256");
  const sources = fs
    .readdirSync(path.join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();
  for (const file of [...sources, "package-lock.json", "vite.config.ts", "vite.renderer.config.ts"]) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function builtStamp(out) {
  const file = path.join(out, "stamp");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : null;
}

module.exports = { ensureBuilt };

if (require.main === module) void require("./launch.cjs").launch(__filename, () => {});
