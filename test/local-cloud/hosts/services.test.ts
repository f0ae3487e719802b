import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  base,
  type Machine,
  makeAuthority,
  mirrorNames,
  type NameService,
  type Place,
  servicesPlace,
  startMirror,
  startNames,
  startTime,
} from "../../../local-cloud/hosts";
import { foldersOfWorlds, noHosts, said, seed, smallWorld, withHosts } from "./support/hosts";

const minutes = 60_000;
const resolver = "9.9.9.9";
const archive = "151.101.2.132";
const names = Object.fromEntries(mirrorNames.map((name) => [name, [archive]]));

describe.skipIf(noHosts !== "")(withHosts("the internet of hosts on this machine"), () => {
  const worlds = foldersOfWorlds();
  let small: Awaited<ReturnType<typeof smallWorld>>;
  let place: Place;
  let host: Machine;
  let nameService: NameService;
  const sh = (script: string) => host.exec(["sh", "-c", script]);

  beforeAll(async () => {
    const full = await base("full");
    small = await smallWorld(worlds.folder);
    const { world, internet } = small;
    place = await servicesPlace(world, internet, [resolver, archive]);
    const authority = await makeAuthority();
    await startMirror(place, archive);
    const tls = { authority, names: ["dns.example"] };
    nameService = await startNames(world, place, { base: full, addresses: [resolver], names, tls });
    const nts = { authority, names: ["time.example"] };
    await startTime(world, place, { base: full, addresses: [resolver], nts });
    host = world.machine({
      name: "host",
      base: full,
      seed,
      resolvers: [resolver],
      trust: [authority.pem],
      interfaces: [{ network: internet, addresses: ["203.0.113.10/24"], gateway: "203.0.113.1" }],
    });
    await host.boot();
    await host.waitFor();
  }, 20 * minutes);

  afterAll(async () => {
    await small?.world.close();
    worlds.remove();
  });

  it(
    "has Debian's archives, and apt believes their signatures",
    async () => {
      const { code, stdout, stderr } = await host.exec(["apt-get", "update"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/security\.debian\.org\/debian-security trixie-security InRelease/);
      await said(host.exec(["apt-get", "install", "-qq", "-y", "hello"]));
      expect(await said(host.exec(["hello"]))).toBe("Hello, world!");
    },
    3 * minutes,
  );

  it(
    "would not be believed if it had signed the archives itself",
    async () => {
      const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
      // A key of somebody's, who isn't Debian.
      await said(
        sh(`export GNUPGHOME=$(mktemp -d) && cp ${keyring} /root/kept.gpg && rm -rf /var/lib/apt/lists/* &&
        gpg --batch --quiet --passphrase '' --quick-gen-key nobody@example.org && gpg --export > ${keyring}`),
      );
      const { code, stderr } = await host.exec(["apt-get", "update", "-o", "APT::Update::Error-Mode=any"]);
      await said(sh(`cp /root/kept.gpg ${keyring}`));
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/not signed|NO_PUBKEY|Missing key/);
    },
    2 * minutes,
  );

  it("has nothing of this machine's mirror but Debian's archives", async () => {
    const status = (path: string, more = "") =>
      said(
        sh(
          `curl --silent --output /dev/null --write-out '%{http_code}' --path-as-is ${more} http://deb.debian.org${path}`,
        ),
      );
    expect(await status("/debian/dists/trixie/InRelease", "--head")).toBe("200");
    expect(await status("/debian/no-such-file")).toBe("404");
    expect(await status("/debian/../../pypi/simple/")).toBe("404");
    expect(await status("/pypi/simple/")).toBe("404");
    expect(await status("/debian/dists/trixie/InRelease", "--request PUT --data x")).toBe("405");
  });

  it("has names, also over TLS, which can change", async () => {
    const dig = (name: string, ...more: string[]) =>
      said(host.exec(["dig", "+short", ...more, `@${resolver}`, name]));
    const tls = ["+tls", "+tls-ca", "+tls-hostname=dns.example"];
    expect(await dig("deb.debian.org")).toBe(archive);
    expect(await dig("deb.debian.org", ...tls)).toBe(archive);
    expect(
      (await host.exec(["dig", "+tls", "+tls-ca", "+tls-hostname=other.example", `@${resolver}`, "a.b"]))
        .stdout,
    ).toMatch(/TLS peer certificate verification/);
    expect(await said(host.exec(["dig", `@${resolver}`, "example.org"]))).toContain("NXDOMAIN");
    nameService.set({ ...names, "new.example": ["192.0.2.5", "2001:db8::5"] });
    await expect.poll(() => dig("new.example"), { timeout: 10_000 }).toBe("192.0.2.5");
    expect(await dig("new.example", "AAAA")).toBe("2001:db8::5");
  });

  it(
    "has the time, also with proof of who tells it",
    async () => {
      const ask = (source: string) => host.exec(["chronyd", "-x", "-Q", "-t", "20", source]);
      expect((await ask(`server ${resolver} iburst`)).stderr).toMatch(/System clock wrong by -?0\.0/);
      nameService.set({ ...names, "time.example": [resolver] });
      const secured = await ask("server time.example iburst nts");
      expect(secured.stderr).toMatch(/System clock wrong by -?0\.0/);
    },
    minutes,
  );

  it("has what this process answers", async () => {
    const server = createServer((request, response) =>
      response.end(`${request.url} for ${request.socket.remoteAddress}`),
    );
    await place.addAddress("192.0.2.80/32");
    await small.internet.addRoute("192.0.2.80");
    server.listen(await place.listen("192.0.2.80", 80));
    expect(await said(host.exec(["curl", "--silent", "http://192.0.2.80/x"]))).toMatch(
      /^\/x for .*203\.0\.113\.10$/,
    );
    server.close();
    server.closeAllConnections();
    expect((await host.exec(["curl", "--silent", "http://192.0.2.80/x"])).code).toBe(7);
    await expect(place.listen("192.0.2.99", 80)).rejects.toThrow(/192\.0\.2\.99:80 .* can't be listened on/);
  });
});
