import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { routesOf } from "../../local-cloud/core/routes";
import { sections } from "../../local-cloud/resources";
import { listCassettes, readCassette } from "../recorded/folder";
import { projectRoot } from "../support/projectFiles";
import { openapiFolder } from "./document";
import { type Entry, entryFor, exceptions, isExcepted } from "./exceptions";
import { type Answered, type Complaint, complaintText, validator } from "./validator";

/** Not others that LINODE_RECORDED_DIR may name: the exceptions tell what these show. */
const recorded = join(projectRoot, "../shared/linode/recorded");
const judge = validator();
const missing = [
  ...(judge === undefined ? ["no API document at LINODE_OPENAPI_DIR"] : []),
  ...(existsSync(recorded) ? [] : [`no recordings in ${recorded}`]),
];
const reason = missing.length === 0 ? "" : ` (skipped: ${missing.join(", ")})`;

/** The answers of one recorded conversation. */
function answersOf(name: string): Answered[] {
  return readCassette(recorded, name)
    .exchanges.filter(({ host }) => host.startsWith("api."))
    .map(({ method, path, status, contentType, answer }) => ({
      method,
      path,
      status,
      contentType: contentType ?? null,
      body: answer,
    }));
}

describe.skipIf(missing.length > 0)(`the validator and what Linode answered${reason}`, () => {
  it("has nothing against any recorded answer", () => {
    const complaints = listCassettes(recorded).flatMap((name) =>
      answersOf(name).flatMap((answer) =>
        (judge?.judge(answer) ?? []).map((one) => `${name}: ${complaintText(one)}`),
      ),
    );
    expect(complaints).toEqual([]);
  });

  it("makes no exception that the recording it names doesn't show", () => {
    const shown = new Set<string>();
    const id = ({ exception, field, recording }: Entry): string =>
      `${exceptions.indexOf(exception)} ${field} ${recording}`;
    const used = (name: string) => (complaint: Complaint) => {
      const entry = entryFor(complaint);
      if (entry?.recording === name) shown.add(id(entry));
      return false;
    };
    const all = exceptions.flatMap((exception) =>
      [
        ...Object.entries(exception.fields ?? {}),
        ...Object.entries(exception.nulls ?? {}),
        ...Object.entries(exception.others ?? {}).map(
          ([field, [, recording]]) => [field, recording] as const,
        ),
      ].map(([field, recording]) => ({ exception, field, recording })),
    );
    for (const name of listCassettes(recorded)) {
      for (const answer of answersOf(name)) judge?.judge(answer, used(name));
    }
    const checked = all.filter(({ recording }) => !recording.includes(": "));
    expect(checked.map(id).filter((one) => !shown.has(one))).toEqual([]);
  });
});

const vpc = {
  id: 7,
  label: "one",
  description: "",
  region: "fr-par",
  subnets: [],
  created: "2026-01-01T00:00:00",
  updated: "2026-01-01T00:00:00",
};

/** A good answer and ways in which it isn't. */
const broken: readonly [name: string, answer: Partial<Answered>, complaint: Partial<Complaint>][] = [
  ["an unknown field", { body: { ...vpc, colour: "red" } }, { place: "colour", what: "unknown field" }],
  ["a wrong type", { body: { ...vpc, id: "7" } }, { place: "id", what: "must be integer, not string" }],
  ["a null", { body: { ...vpc, label: null } }, { place: "label", what: "must be string, not null" }],
  [
    "a date with a zone",
    { body: { ...vpc, created: "2026-01-01T00:00:00Z" } },
    { place: "created", what: 'must match format "date-time", not "2026-01-01T00:00:00Z"' },
  ],
  [
    "a field inside a list",
    { body: { ...vpc, subnets: [{ id: 1, linodes: [{ id: 2, interfaces: [{ id: "x" }] }] }] } },
    { place: "subnets[].linodes[].interfaces[].id", what: "must be integer, not string" },
  ],
  [
    "a content type with a charset",
    { contentType: "application/json; charset=utf-8" },
    { what: "the content type must be application/json, not application/json; charset=utf-8" },
  ],
  ["an unknown status", { status: 201 }, { what: "status not in the document" }],
  ["an unknown operation", { path: "/moons" }, { operation: "GET /moons", what: "not in the document" }],
  ["an error without errors", { status: 404, body: {} }, { place: "errors", what: "missing field" }],
  [
    "an error with more than reason and field",
    { status: 404, body: { errors: [{ reason: "Not found", code: 7 }] } },
    { place: "errors[].code", what: "unknown field" },
  ],
  ["an empty answer", { body: undefined }, { place: "" }],
];

describe.skipIf(openapiFolder() === undefined)(
  `the validator${openapiFolder() === undefined ? " (skipped: no API document at LINODE_OPENAPI_DIR)" : ""}`,
  () => {
    const good: Answered = {
      method: "GET",
      path: "/vpcs/7",
      status: 200,
      contentType: "application/json",
      body: vpc,
    };

    it("accepts a good answer, an error, and fields that are newer than the document", () => {
      expect(judge?.judge(good)).toEqual([]);
      expect(judge?.judge({ ...good, status: 404, body: { errors: [{ reason: "Not found" }] } })).toEqual([]);
      expect(judge?.judge({ ...good, body: { ...vpc, ipv6: null, vpc_type: "regular" } })).toEqual([]);
    });

    it.each(broken)("refuses %s", (_, change, complaint) => {
      expect(judge?.judge({ ...good, ...change })).toEqual([expect.objectContaining(complaint)]);
    });

    it("tells the nearest of several shapes", () => {
      const body = {
        id: 1,
        port: 80,
        protocol: "tcp",
        udp_check_port: 80,
        udp_session_timeout: 16,
        colour: "red",
      };
      const path = "/nodebalancers/7/configs/8";
      expect(judge?.judge({ ...good, path, body })).toEqual([
        expect.objectContaining({ place: "colour", what: "unknown field" }),
      ]);
    });

    it("takes fixed parts of a path before variables", () => {
      expect(judge?.document.shapeOf("/regions/availability")).toBe("/regions/availability");
      expect(judge?.document.shapeOf("/regions/vpc-availability")).toBe("/regions/vpc-availability");
      expect(judge?.document.shapeOf("/regions/fr-par")).toBe("/regions/{regionId}");
      expect(judge?.document.shapeOf("/linode/kernels/linode/grub2")).toBe("/linode/kernels/{kernelId}");
      expect(judge?.document.shapeOf("/images/private/7")).toBe("/images/{imageId}");
      expect(judge?.document.shapeOf("/images/private%2F7/regions")).toBe("/images/{imageId}/regions");
      expect(judge?.document.shapeOf("/linode/moons")).toBeUndefined();
    });

    it("knows every endpoint of the local cloud, from the document or from what was seen beside it", () => {
      const unknown = sections
        .flatMap(routesOf)
        .filter(({ method, path }) => judge?.document.find(method, path.replace(/:\w+/g, "7")) === undefined);
      expect(unknown.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    });

    it("excuses nothing that isn't in the list", () => {
      const complaint = {
        operation: "GET /vpcs/{vpcId}",
        status: 200,
        place: "colour",
        what: "unknown field",
      };
      expect(isExcepted(complaint)).toBe(false);
      expect(isExcepted({ ...complaint, place: "vpc_type" })).toBe(true);
      expect(isExcepted({ ...complaint, place: "vpc_type", what: "must be string, not number" })).toBe(false);
    });
  },
);
