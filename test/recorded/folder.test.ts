import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { temporaryFolder, writeFiles } from "../support/temporaryFolder";
import { type Exchange, parseCassette } from "./cassette";
import { listCassettes, readCassettes, recordedFolder, whyNothing } from "./folder";
import { reasonOutside } from "./scope";

const request = "request: {method: GET, url: 'https://api.linode.com/v4beta/regions/x?page=1', body: ''}";
const response = "response: {code: 404, body: '{}', headers: {Content-Type: [application/json]}}";

function cassette(...interactions: string[][]): string {
  const items = interactions.map((lines) => lines.map((line, index) => `${index === 0 ? "-" : " "} ${line}`));
  return ["version: 1", "interactions:", ...items.flat(), ""].join("\n");
}

function first(...lines: string[]): Exchange | undefined {
  return parseCassette("one", cassette(lines)).exchanges[0];
}

describe("a cassette", () => {
  it("is read with what it says of each exchange", () => {
    expect(first(request, response)).toMatchObject({
      method: "GET",
      host: "api.linode.com",
      version: "v4beta",
      path: "/regions/x",
      query: "?page=1",
      status: 404,
      contentType: "application/json",
      answer: {},
    });
  });

  it.each([
    ["an empty file", ""],
    ["no interactions", "version: 1\ninteractions: []\n"],
    ["interactions that were never written", "version: 1\ninteractions:\n"],
  ])("may have nothing in it: %s", (_, text) => {
    expect(parseCassette("one", text)).toEqual({ name: "one", exchanges: [], problems: [] });
  });

  it.each([
    ["text that isn't YAML", "interactions: [", /^it is not YAML: .*, line \d+$/],
    ["a list", "- 1\n", /^it is no cassette/],
    ["another thing", "version: 1\nservices: {}\n", /^it is no cassette/],
  ])("is refused with the reason if it is %s", (_, text, reason) => {
    expect(() => parseCassette("one", text)).toThrow(reason);
  });

  it.each([
    ["no request", [response], "it has no request"],
    ["no answer", [request], "it has no answer"],
    ["no status", [request, "response: {body: '{}'}"], "its answer has no status"],
    ["no address", ["request: {method: GET}", response], "its address is not usable: null"],
    ["no host", ["request: {url: /v4/regions}", response], 'its address is not usable: "/v4/regions"'],
  ])("goes without an exchange that has %s, and says so", (_, lines, problem) => {
    const read = parseCassette("one", cassette([request, response], lines));
    expect(read.exchanges.map((one) => one.number)).toEqual([0]);
    expect(read.problems).toEqual([`exchange 1: ${problem}`]);
  });

  it("may have what other versions of the recorder write", () => {
    const at = (id: number, path: string): string[] => [
      `id: ${id}`,
      `request: {host: 'api.linode.com', url: '${path}', headers: {X-Filter: '{}'}}`,
      "response: {status: 200 OK, headers:, body: !!binary eyJhIjoxfQ==}",
    ];
    const { exchanges } = parseCassette("one", cassette(at(1, "/v4/b"), at(0, "http://API.linode.com:80")));
    expect(exchanges).toMatchObject([
      { host: "api.linode.com", version: "v4beta", path: "/", method: "GET", status: 200, answer: { a: 1 } },
      { host: "api.linode.com", version: "v4", path: "/b", filter: "{}" },
    ]);
  });

  it("may go to other hosts, which are out of scope", () => {
    const to = (url: string): string | undefined => {
      const one = first(`request: {method: PUT, url: '${url}'}`, response);
      return one === undefined ? "unread" : reasonOutside(one);
    };
    expect(to("https://us-east-1.linodeobjects.com:443/bucket/%zz?Signature=a%2Fb")).toMatch(/^not the API/);
    expect(to("https://api.linode.com:443/v4/regions/%zz")).toBeUndefined();
    expect(to("https://api.linode.com.example.com/v4/regions")).toMatch(/^not the API/);
  });
});

describe("a folder of cassettes", () => {
  it("is read with the folders below it, and what can't be read is told", () => {
    const folder = temporaryFolder({
      "good.yaml": cassette([request, response]),
      "vpc/half.yml": cassette([request], [request, response]),
      "bad.yaml": "{",
      "notes.txt": "{",
      "folder.yaml/notes.txt": "",
    });
    expect(listCassettes(folder)).toEqual(["bad", "good", "vpc/half"]);
    const { cassettes, problems } = readCassettes(folder);
    expect(cassettes.map(({ name, exchanges }) => [name, exchanges.length])).toEqual([
      ["good", 1],
      ["vpc/half", 1],
    ]);
    expect(problems).toEqual([
      expect.stringMatching(/^bad\.yaml: it is not YAML/),
      "vpc/half, exchange 0: it has no answer",
    ]);
  });

  it("is said to be of no use, and why", () => {
    const folder = temporaryFolder({ "notes.txt": "" });
    const file = join(folder, "notes.txt");
    expect(whyNothing(join(folder, "nowhere"))).toMatch(/^There is no folder .*LINODE_RECORDED_DIR/);
    expect(whyNothing(folder)).toMatch(/has no cassette/);
    expect(whyNothing(file)).toMatch(/is not a folder/);
    writeFiles(folder, { "a.yaml": "" });
    expect(whyNothing(folder)).toBeUndefined();
  });
});

describe("LINODE_RECORDED_DIR", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("may be relative to where the command was typed, or to the project", () => {
    const folder = temporaryFolder({ "recordings/a.yaml": "" });
    vi.stubEnv("INIT_CWD", folder);
    vi.stubEnv("LINODE_RECORDED_DIR", "recordings");
    expect(recordedFolder()).toBe(join(folder, "recordings"));
    vi.stubEnv("LINODE_RECORDED_DIR", "test/recorded");
    expect(recordedFolder()).toBe(join(process.cwd(), "test/recorded"));
  });

  it.each(["", " "])("counts as absent if it is empty", (empty) => {
    vi.stubEnv("LINODE_RECORDED_DIR", empty);
    expect(recordedFolder()).toMatch(/shared\/linode\/recorded$/);
  });
});
