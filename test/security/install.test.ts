import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../cli/command-line.ts";

const read = (name: string) => readFileSync(join(ROOT, name), "utf8");

interface LockedPackage {
  hasInstallScript?: true;
  optionalDependencies?: Record<string, string>;
}
const locked = () => (JSON.parse(read("package-lock.json")) as { packages: Record<string, LockedPackage> }).packages;

it("runs no install script: a package that was taken over could run anything there", () => {
  expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
});

it("needs no install script: a package that compiles or downloads would be broken without a word", () => {
  const packages = locked();
  const scripted = Object.keys(packages).filter((name) => packages[name]?.hasInstallScript === true);
  expect(scripted).toEqual([]);
});

it("names no registry in the lockfile, so that everybody's own is used", () => {
  expect(read("package-lock.json")).not.toMatch(/"resolved"/);
});

it("locks every platform's package: without one that the registry lacked, `npm ci` refuses to install anything", () => {
  const packages = locked();
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${place}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
