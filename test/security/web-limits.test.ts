import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openHost, type TestHost } from "./web-host.ts";

const SMALL = { bytes: 1_000, idleMs: 400, wholeMs: 2_000 };

let host: TestHost;
beforeEach(async () => {
  host = await openHost({ call: SMALL, upload: SMALL, uploadsAtOnce: 2, headersMs: 1_000 });
});
afterEach(() => host[Symbol.asyncDispose]());

const uploads = () => join(host.app.folder, "data", "uploads");
const left = () => (existsSync(uploads()) ? readdirSync(uploads()) : []);
const TYPE = { "content-type": "application/octet-stream" };
const chunked = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;

/** A connection that says something and then waits; resolves with all that comes when the server has ended it. */
function hang(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(host.server.port, "127.0.0.1");
    let heard = "";
    socket.on("data", (chunk) => (heard += String(chunk)));
    socket.on("error", () => resolve(heard));
    socket.on("close", () => resolve(heard));
    socket.write(text);
  });
}

const head = (target: string, ...lines: string[]) =>
  [`POST ${target} HTTP/1.1`, "Host: localhost", `Cookie: ${host.cookie}`, "Connection: close", ...lines, "", ""].join(
    "\r\n",
  );

describe("a body that is too long", () => {
  it("is not read where its length is told", async () => {
    const long = JSON.stringify({ name: "draft.x", value: "x".repeat(1_000) });
    const answer = await host.ask("POST", "/api/call/settings.set", { "content-type": "application/json" }, long);
    expect(answer.status).toBe(413);
  });

  it("is counted where its length is not told", async () => {
    const request = head("/api/call/settings.set", "Content-Type: application/json", "Transfer-Encoding: chunked");
    const answer = await host.raw(request + chunked(`{"name":"draft.x","value":"${"x".repeat(2_000)}"}`));
    expect(answer.status).toBe(413);
    expect((await host.app.query("settings.get", {})).values).toEqual({});
  });

  it("as an upload is refused with the limit, and leaves nothing behind", async () => {
    for (const lines of [["Content-Length: 2000"], ["Transfer-Encoding: chunked"]]) {
      const request = head("/api/upload?name=a.db", "Content-Type: application/octet-stream", ...lines);
      const text = "x".repeat(2_000);
      const answer = await host.raw(request + (lines[0]?.startsWith("T") === true ? chunked(text) : text));
      expect(answer.body).toContain("the most an upload may be");
      expect(left()).toEqual([]);
    }
  });

  it("is told before it is sent", async () => {
    expect(JSON.parse((await host.ask("GET", "/api/limits")).body)).toEqual({ uploadBytes: 1_000 });
  });
});

describe("a request that does not come", () => {
  it("is given up when its head takes too long", async () => {
    expect(await hang("GET / HTTP/1.1\r\nHost: localhost\r\n")).not.toContain("200 OK");
  });

  it("is given up when its body does not go on, and half an upload is gone", async () => {
    const request = head("/api/upload?name=a.db", "Content-Type: application/octet-stream", "Content-Length: 500");
    expect(await hang(`${request}half`)).not.toContain('"ok":true');
    await expect.poll(left).toEqual([]);
  });
});

describe("an upload", () => {
  it("is kept in a private file under its own name, and offered as a source", async () => {
    const answer = await host.ask("POST", "/api/upload?name=m%C3%BCller%20%231.db", TYPE, "content");
    const { data } = JSON.parse(answer.body) as { data: { id: string; name: string; path: string } };
    expect(data.name).toBe("müller #1.db");
    expect(readFileSync(data.path, "utf8")).toBe("content");
    const modes = [data.path, dirname(data.path)].map((path) => statSync(path).mode & 0o777);
    // Windows keeps no such modes.
    expect(modes).toEqual(process.platform === "win32" ? modes : [0o600, 0o700]);
    expect((await host.app.query("sources.list", {})).sources.map(({ id }) => id)).toEqual([data.id]);
  });

  it.each(["..%2F..%2Fout.db", "a%2Fb.db", "a%5Cb.db", "..", ".", "", "a%00b", "x".repeat(300)])(
    "named %j is refused, and nothing is written",
    async (name) => {
      const answer = await host.ask("POST", `/api/upload?name=${name}`, TYPE, "content");
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: "invalid_input" } });
      expect(left()).toEqual([]);
    },
  );

  it("as another type is not taken: a form of another page could send it", async () => {
    expect((await host.ask("POST", "/api/upload?name=a.db", { "content-type": "text/plain" }, "x")).status).toBe(415);
  });
});

describe("a download", () => {
  it("is offered under its name, as bytes and not as a page, and once", async () => {
    const { id } = await host.app.query("files.openSample", {});
    const { conversations } = await host.app.query("conversations.list", { source: { sourceId: id }, limit: 1 });
    const artifact = { kind: "conversation" as const, source: { sourceId: id }, id: conversations[0]?.id ?? "" };
    const { ticket } = await host.app.query("files.ticket", { artifact });
    const answer = await host.ask("GET", `/api/download/${ticket}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="sample\.db-/);
    expect((await host.ask("GET", `/api/download/${ticket}`)).status).toBe(404);
  });
});
