import { describe, expect, it } from "vitest";
import { isLoopback, namesOf, openingAddress, tunnelCommand } from "./address.ts";

describe("the address that is printed", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:8765/?token=t", "ssh -L 8765:localhost:8765 ada@lab"],
    ["localhost", "http://localhost:8765/?token=t", "ssh -L 8765:localhost:8765 ada@lab"],
    ["::1", "http://[::1]:8765/?token=t", "ssh -L 8765:localhost:8765 ada@lab"],
    // What listens everywhere has no address of its own.
    ["0.0.0.0", "http://127.0.0.1:8765/?token=t", "ssh -L 8765:localhost:8765 ada@lab"],
    ["::", "http://127.0.0.1:8765/?token=t", "ssh -L 8765:localhost:8765 ada@lab"],
    // A tunnel to localhost would not reach what listens at one other address only.
    ["192.168.1.5", "http://192.168.1.5:8765/?token=t", "ssh -L 8765:192.168.1.5:8765 ada@lab"],
    ["127.0.0.2", "http://127.0.0.2:8765/?token=t", "ssh -L 8765:127.0.0.2:8765 ada@lab"],
    ["fd00::5", "http://[fd00::5]:8765/?token=t", "ssh -L 8765:[fd00::5]:8765 ada@lab"],
  ])("for %s opens there, and its tunnel leads there", (host, address, tunnel) => {
    expect(openingAddress(host, 8765, "t")).toBe(address);
    expect(tunnelCommand(host, 8765, "ada", "lab")).toBe(tunnel);
  });

  it.each([
    ["192.168.1.5", ["192.168.1.5"]],
    ["fd00::5", ["[fd00::5]"]],
    ["lab.example", ["lab.example"]],
    ["0.0.0.0", []],
    ["::", []],
  ])("of %s is one under which it may be called", (host, names) => expect(namesOf(host)).toEqual(names));
});

describe("a warning", () => {
  it.each(["127.0.0.1", "127.8.8.8", "localhost", "::1"])("is not needed for %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["0.0.0.0", "::", "192.168.1.5", "127.evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])(
    "is needed for %j",
    (host) => expect(isLoopback(host)).toBe(false),
  );
});
