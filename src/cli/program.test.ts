import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandLine, openCommandLine } from "../../test/cli/command-line.ts";

let cli: CommandLine;
beforeAll(() => {
  cli = openCommandLine();
});
afterAll(() => cli[Symbol.dispose]());

// A hint that names the wrong command sends its reader to a help that does not answer the question.
describe("wrong usage", () => {
  it.each([
    [["prepare", "a.db"], "Required option '--out <file>' not specified.", "tunewright prepare --help"],
    [["jobs", "run"], "Missing required argument 'id'.", "tunewright jobs run --help"],
    [["jobs"], "A command is missing.", "tunewright jobs --help"],
    [["insepct", "a.db"], "Unknown command 'insepct'. (Did you mean inspect?)", "tunewright --help"],
  ])("%j is told in a sentence and names the help of that command", async (args, message, help) => {
    const { code, document } = await cli.json(args);
    expect(code).toBe(2);
    expect(document).toMatchObject({ error: { code: "usage", message, hint: expect.stringContaining(help) } });
  });

  it("names a planned command of a group in full", async () => {
    const { document } = await cli.json(["jobs", "pause", "job_1"]);
    expect(document).toMatchObject({ error: { message: expect.stringContaining("`tunewright jobs pause`") } });
  });
});

describe("help", () => {
  it("says which options have to be given, and --json for every command", async () => {
    const { code, stdout } = await cli.run(["prepare", "--help"]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(/--out <file> .*\(required\) --validation-out/);
    expect(stdout).toContain("--json");
    expect(stdout).not.toContain("default: false");
  });
});
