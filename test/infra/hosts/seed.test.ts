import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { renderCloudConfig } from "../../../infra/hosts/cloudConfig";
import type { HostDescription } from "../../../infra/hosts/description";
import { mostCharacters, packedDescription, sizes, stackScriptDataFor } from "../../../infra/hosts/seed";
import { staticFiles } from "../../../infra/hosts/staticFiles";
import { prodConfig } from "../../support/infraConfigs";
import { Seeded } from "../../support/seeded";
import { hostsOf, oneOfEach } from "./describedHosts";

const hosts = hostsOf(prodConfig());
const [first] = hosts;
if (first === undefined) throw new Error("Production has no host.");

/** The host with so many more people, whose keys no compressor can make smaller. */
const crowded = (host: HostDescription, people: number): HostDescription => ({
  ...host,
  administrators: Array.from({ length: people }, (_, index) => ({
    login: `p${index}`,
    name: `Person ${index}`,
    keys: [`sk-ssh-ed25519@openssh.com ${scrambled(index)} p${index}`],
    duties: ["operations" as const],
  })),
});

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"];

/** Text that looks like a key and is another for each seed. */
function scrambled(seed: number): string {
  const drawn = new Seeded(seed);
  return Array.from({ length: 60 }, () => drawn.pick(letters)).join("");
}

describe("the seeds", () => {
  const unpacked = (text: string | undefined) => gunzipSync(Buffer.from(text ?? "", "base64")).toString();
  const pathsOf = (text: string) =>
    (parse(text) as { write_files: { path: string }[] }).write_files.map(({ path }) => path);

  it("bring what hardens a host and leads it to its messages, which bring all", () => {
    for (const host of hosts) {
      const { SEED, ...rest } = stackScriptDataFor(host);
      expect(rest).toEqual({});
      expect(unpacked(packedDescription(host))).toBe(renderCloudConfig(host));
      const [early, all] = [pathsOf(unpacked(SEED)), pathsOf(renderCloudConfig(host))];
      expect(all).toEqual(expect.arrayContaining(early));
      const baseline = staticFiles("baseline").map(({ path }) => path);
      expect(early).toEqual(expect.arrayContaining(baseline));
      expect(early.some((path) => path.includes("/patroni") || path.includes("/nginx"))).toBe(false);
      if (host.role === "gateway")
        expect(early).toEqual(
          expect.arrayContaining(["/etc/tinyproxy/tinyproxy.conf", "/etc/tinyproxy/names"]),
        );
    }
  });

  it("give the same bytes twice, with no time of writing in them", () => {
    for (const host of hosts) {
      const seed = () => Buffer.from(stackScriptDataFor(host).SEED ?? "", "base64");
      const bytes = seed();
      expect(seed().equals(bytes)).toBe(true);
      // RFC 1952: bytes 4 to 7 are the time.
      expect(bytes.readUInt32LE(4)).toBe(0);
    }
  });

  it.each(oneOfEach(prodConfig()))("have room for a %s of production, and some left", (role, host) => {
    const size = stackScriptDataFor(host).SEED?.length ?? Number.NaN;
    console.log(
      `User data of ${role}: ${size} of ${mostCharacters} characters, ${mostCharacters - size} left`,
    );
    expect(size).toBeLessThanOrEqual(mostCharacters * 0.85);
  });

  it("refuse what is too large, with how much each part takes and what to do", () => {
    const host = crowded(first, 2000);
    expect(() => stackScriptDataFor(host)).toThrow(
      /^The host description of account-fr-par-gateway has \d+ characters, compressed and in base64; Linode takes 65535, of which the ticket needs 2048\. Its parts, each alone: people \d+, baseline \d+, .*declare fewer administrators/,
    );
    expect(sizes(host)[0]?.[0]).toBe("people");
  });

  it("take more than metadata would", () => {
    expect(stackScriptDataFor(crowded(first, 20)).SEED?.length).toBeGreaterThan(16_384);
  });
});
