import { describe, expect, it } from "vitest";
import { type Seat, shouldOpenBrowser } from "./open-browser.ts";

const seat = (platform: NodeJS.Platform, environment: Seat["environment"] = {}, isTerminal = true): Seat => ({
  platform,
  environment,
  isTerminal,
});

describe("a browser", () => {
  it.each([
    ["on a Mac", seat("darwin")],
    ["on Windows", seat("win32")],
    ["on Linux with X", seat("linux", { DISPLAY: ":0" })],
    ["on Linux with Wayland", seat("linux", { WAYLAND_DISPLAY: "wayland-0" })],
  ])("is opened %s", (_, where) => expect(shouldOpenBrowser(where)).toBe(true));

  it.each([
    ["on Linux without a display", seat("linux")],
    ["where the display is set to nothing", seat("linux", { DISPLAY: "" })],
    // A display that comes over SSH is on the other machine; the tunnel serves it better.
    ["over SSH, with a display or not", seat("linux", { DISPLAY: "localhost:10.0", SSH_CONNECTION: "a b c d" })],
    ["over SSH to a Mac", seat("darwin", { SSH_TTY: "/dev/ttys001" })],
    ["by a script that reads the address", seat("darwin", {}, false)],
    ["by a machine that runs tests", seat("linux", { DISPLAY: ":99", CI: "true" })],
  ])("is not opened %s", (_, where) => expect(shouldOpenBrowser(where)).toBe(false));
});
