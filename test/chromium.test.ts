import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Surroundings {
  platform: string;
  environment: Record<string, string>;
  home: string;
  playwright: string | null;
}
interface Chromium {
  chooseChromium(surroundings: Surroundings, starts: (file: string) => boolean): string | null;
  usualPlaces(surroundings: Surroundings): string[];
  waysToInstall(abilities: Record<string, unknown>): { name: string; commands: string[][] }[];
}
const { chooseChromium, usualPlaces, waysToInstall }: Chromium = createRequire(import.meta.url)(
  "../scripts/chromium.cjs",
);

const linux: Surroundings = {
  platform: "linux",
  environment: { PATH: "/usr/local/bin:/usr/bin" },
  home: "/home/a",
  playwright: "/cache/chromium/chrome",
};

describe("the Chromium of the end-to-end tests", () => {
  it("is the one that was named, and no other where that one does not start", () => {
    const named = { ...linux, environment: { ...linux.environment, CHROMIUM_PATH: " /opt/chrome " } };
    expect(chooseChromium(named, (file) => file === "/opt/chrome")).toBe("/opt/chrome");
    expect(() => chooseChromium(named, (file) => file !== "/opt/chrome")).toThrow(/CHROMIUM_PATH names \/opt\/chrome/);
  });

  it("is Playwright's where there is one, else the first of the system's that starts", () => {
    expect(chooseChromium(linux, () => true)).toBe("/cache/chromium/chrome");
    expect(chooseChromium(linux, (file) => file.endsWith("google-chrome"))).toBe("/usr/local/bin/google-chrome");
    expect(chooseChromium({ ...linux, playwright: null }, (file) => file === "/usr/bin/chromium")).toBe(
      "/usr/bin/chromium",
    );
    expect(chooseChromium(linux, () => false)).toBeNull();
  });

  it("is looked for where each platform keeps its programs", () => {
    const mac = usualPlaces({ ...linux, platform: "darwin", environment: {}, playwright: null });
    expect(mac).toContain("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    expect(mac).toContain("/home/a/Applications/Chromium.app/Contents/MacOS/Chromium");
    const environment = { PROGRAMFILES: "C:\\Program Files", LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" };
    const windows = usualPlaces({ ...linux, platform: "win32", environment, playwright: null });
    expect(windows).toContain("C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");
    expect(windows).toContain("C:\\Users\\a\\AppData\\Local\\Chromium\\Application\\chrome.exe");
  });
});

describe("installing one", () => {
  const abilities = { platform: "linux", hasApt: true, isRoot: true, hasSudo: false, node: "/node", root: "/project" };
  const cli = join("/project", "node_modules", "playwright-core", "cli.js");

  it("is apt's as root and with sudo, and Playwright's after it", () => {
    const [apt, playwright] = waysToInstall(abilities);
    expect(apt?.commands.at(-1)).toEqual(expect.arrayContaining(["apt-get", "install", "chromium"]));
    expect(apt?.commands.flat()).not.toContain("sudo");
    expect(playwright?.commands).toEqual([["/node", cli, "install", "chromium"]]);
    const [asUser] = waysToInstall({ ...abilities, isRoot: false, hasSudo: true });
    expect(asUser?.commands.every(([first, second]) => first === "sudo" && second === "-n")).toBe(true);
  });

  it.each([
    ["a user who may not", { isRoot: false }],
    ["a system without apt", { hasApt: false }],
    ["macOS", { platform: "darwin", hasApt: false }],
  ])("is Playwright's alone for %s", (_, more) => {
    expect(waysToInstall({ ...abilities, ...more }).map(({ name }) => name)).toEqual(["Playwright"]);
  });
});
