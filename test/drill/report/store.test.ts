import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { keepEvidence } from "../../../cli/drill/keep";
import { contentType, readPiece } from "../../../cli/drill/piece";
import { evidenceBucket, store } from "../../../cli/drill/store";
import { readStack } from "../../../cli/show/readStack";
import type { StackView } from "../../../cli/show/view";
import { writeEvidence } from "../../../drill/report/write";
import { loadProject } from "../../../engine/project";
import { linodeApi } from "../../../infra/provider/linodeApi";
import { resourceTypes } from "../../../infra/provider/resources";
import { connect } from "../../../infra/provider/s3Client";
import { TemporaryKeys } from "../../../infra/provider/temporaryKeys";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import { findVersitygw } from "../../../local-cloud/s3/versitygw";
import { projectRoot } from "../../support/projectFiles";
import { temporaryFolder } from "../../support/temporaryFolder";
import { evidenceOf } from "../support/evidence";

const written = (seconds = "00"): string =>
  writeEvidence(temporaryFolder(), evidenceOf({ startedAt: `2026-11-26T13:00:${seconds}.000Z` })).json;

describe("a drill's evidence in files", () => {
  it("is read whole, under a name that sorts by time and that `sha256sum --check` still finds", () => {
    const { prefix, files } = readPiece(written());
    expect(prefix).toBe("drills/2026/20261126T130000Z/");
    expect(files.map(({ name }) => name)).toEqual(
      ["json", "html", "sha256"].map((end) => `node-loss-account-20261126T130000Z.${end}`),
    );
    expect(files.map(({ name }) => contentType(name).split(";")[0])).toEqual([
      "application/json",
      "text/html",
      "text/plain",
    ]);
  });

  it("has its signature with it, where it is signed", () => {
    const json = written();
    writeFileSync(json.replace(/json$/, "sha256.sig"), "signed");
    expect(readPiece(json).files.at(-1)?.name).toMatch(/\.sha256\.sig$/);
  });

  it("is refused where it was altered", () => {
    const json = written();
    appendFileSync(json, " ");
    expect(() => readPiece(json)).toThrow(/Z\.json is not what .*\.sha256 says/);
  });

  it("is refused where a part is missing, with all that are", () => {
    const json = written();
    for (const end of ["html", "sha256"]) rmSync(json.replace(/json$/, end));
    expect(() => readPiece(json)).toThrow(/not whole: .*\.html, .*\.sha256 are not there/);
  });

  it("is refused where the file is another one", () => {
    expect(() => readPiece(written().replace(/json$/, "html"))).toThrow(/is not the JSON of a drill/);
  });
});

describe("the bucket for evidence", () => {
  const view = (dataClass: string, active: string | null, role: string): StackView =>
    ({
      enclaves: [
        {
          dataClass,
          active: active === null ? null : { region: active, source: "stack" },
          regions: ["de-fra-2", "fr-par"].map((region) => ({
            region,
            buckets: [
              { name: `x-${region}-exchange`, role: null },
              { name: `x-${region}-${role}`, role },
            ],
          })),
        },
      ],
    }) as never;

  it("is the locked one of `events` in its active region", () => {
    expect(evidenceBucket(view("events", "fr-par", "backup"))).toEqual({
      name: "x-fr-par-backup",
      region: "fr-par",
    });
  });

  it.each([
    ["another class", view("account", "fr-par", "backup"), /no class `events`/],
    ["no active region", view("events", null, "backup"), /which of its regions is active/],
    ["no such bucket", view("events", "fr-par", "objects"), /no backup bucket in its active region fr-par/],
  ])("is none where there is %s, and it is said why", (_, seen, why) => {
    expect(evidenceBucket(seen)).toMatch(why);
  });
});

const without = findVersitygw() === undefined;
const note = without ? " (skipped: there is no versitygw here)" : "";

describe.skipIf(without)(`evidence in a real bucket${note}`, () => {
  const name = "example-events-fr-par-backup";
  const project = loadProject(projectRoot);
  let cloud: LocalCloud;
  const environment = (): NodeJS.ProcessEnv => ({
    LINODE_URL: cloud.url,
    LINODE_TOKEN: cloud.tokens[0],
    AWS_CA_BUNDLE: cloud.caFile,
  });
  const open = async () => ({
    view: await readStack(
      { url: cloud.url, token: cloud.tokens[0] ?? "" },
      { activeRegions: { events: "fr-par" } },
    ),
    environment: environment(),
  });
  const keep = (json: string) => keepEvidence(project, "prod", json, open);
  const inBucket = <T>(operation: (client: S3Client) => Promise<T>): Promise<T> =>
    new TemporaryKeys(linodeApi(environment())).use("fr-par", async (key) => {
      const client = await connect(key, environment());
      return operation(client).finally(() => client.destroy());
    });
  const versions = async (Prefix: string) =>
    (await inBucket((client) => client.send(new ListObjectVersionsCommand({ Bucket: name, Prefix }))))
      .Versions ?? [];

  beforeAll(async () => {
    cloud = await startLocalCloud({ speed: 100_000 });
    const settings = { lockDays: 35, lockMode: "COMPLIANCE", noncurrentDays: 42 };
    const inputs = { region: "fr-par", label: name, tags: [], ...settings };
    await resourceTypes(environment())["bastide:index:LockedBucket"]?.create(inputs);
  });
  afterAll(async () => cloud?.close());

  it("is stored as it is, can't be deleted, and leaves no key behind", async () => {
    const json = written();
    expect(await keep(json)).toBe(`Stored in ${name}: drills/2026/20261126T130000Z/.`);
    for (const { name: file, bytes } of readPiece(json).files) {
      const Key = `drills/2026/20261126T130000Z/${file}`;
      const { Body } = await inBucket((client) =>
        client.send(new GetObjectCommand({ Bucket: name, Key })).then(async (answer) => ({
          Body: await answer.Body?.transformToByteArray(),
        })),
      );
      expect(bytes.equals(Body ?? Buffer.alloc(0))).toBe(true);
      const [only] = await versions(Key);
      await expect(
        inBucket((client) =>
          client.send(new DeleteObjectCommand({ Bucket: name, Key, VersionId: only?.VersionId })),
        ),
      ).rejects.toThrow(/object protected|Access Denied|WORM|lock/i);
    }
    const { data } = await linodeApi(environment()).send<{ data: unknown[] }>({
      path: "/object-storage/keys",
      what: "list keys",
    });
    expect(data).toEqual([]);
  });

  it("is stored once, and its signature when that comes later", async () => {
    const json = written("01");
    await keep(json);
    writeFileSync(json.replace(/json$/, "sha256.sig"), "signed");
    expect(await keep(json)).toMatch(/^Stored in /);
    expect((await versions("drills/2026/20261126T130001Z/")).map(({ Key }) => Key?.split(".", 2)[1])).toEqual(
      ["html", "json", "sha256", "sha256"],
    );
  });

  it("is not written over by another of the same name, whoever comes first", async () => {
    const [one, other] = [readPiece(written("02")), readPiece(written("02"))];
    const changed = {
      ...other,
      files: other.files.map((file) => ({ ...file, bytes: Buffer.from("other") })),
    };
    const place = { name, region: "fr-par" };
    await store(one, place, environment());
    await expect(store(changed, place, environment())).rejects.toThrow(
      /Z\.json is there already, and is not the same/,
    );
    const prefix = "drills/2026/20261126T130003Z/";
    const ended = await Promise.allSettled(
      Array.from({ length: 8 }, (_, each) => {
        const files = one.files.map((file) => ({ ...file, bytes: Buffer.from(`${each}`) }));
        return store({ prefix, files }, place, environment());
      }),
    );
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const second of ["02", "03"]) {
      const keys = (await versions(`drills/2026/20261126T1300${second}Z/`)).map(({ Key }) => Key);
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  it("is still in its files where it can't be stored, and a person is told what to do", async () => {
    const json = written("04");
    const said = await keepEvidence(project, "trial", json, async () => {
      const { view } = await open();
      return { view, environment: { ...environment(), AWS_CA_BUNDLE: join(projectRoot, "nowhere.pem") } };
    });
    expect(said).toMatch(/^warning: the evidence is not stored in the bucket of `events`: .*nowhere\.pem/);
    expect(said).toContain(`\`bastide drill --store ${json} --stack trial\``);
    expect(await versions("drills/2026/20261126T130004Z/")).toEqual([]);
    expect(await keep(json)).toMatch(/^Stored in /);
  });
});
