import { describe, expect, it } from "vitest";
import { isObject } from "../../../local-cloud/core/json";
import { unjudged } from "../../openapi/hook";
import { validator } from "../../openapi/validator";
import { targets } from "../operations";
import { documentForOthers } from "./document";
import { unexplained } from "./report";

interface Described {
  security?: unknown;
  parameters: readonly { name: string; in: string }[];
  requestBody?: { content: { "application/json": { schema: { properties: Record<string, unknown> } } } };
  responses: Record<string, unknown>;
}

/** Every object in a value, however deep. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (isObject(value)) yield value;
  if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) yield* objectsIn(one);
}

const name = "the document for other tools";

describe.skipIf(unjudged !== undefined)(
  unjudged === undefined ? name : `${name} (skipped: ${unjudged})`,
  () => {
    const judge = validator();
    const document = (judge === undefined ? {} : documentForOthers(judge)) as {
      paths: Record<string, Record<string, Described>>;
    };
    const operation = (method: string, path: string): Described | undefined => document.paths[path]?.[method];

    it("has every operation that the local cloud offers, with its path's variables", () => {
      const offered = judge === undefined ? [] : targets(judge.document).offered;
      expect(offered.length).toBeGreaterThan(300);
      for (const { operation: one } of offered) {
        const found = operation(one.method.toLowerCase(), one.path);
        const variables = found?.parameters.filter((parameter) => parameter.in === "path");
        expect(variables?.map((parameter) => parameter.name)).toEqual(one.variables);
      }
    });

    it("says nothing in a way that other tools can't work with", () => {
      for (const one of objectsIn(document)) {
        expect(Object.keys(one)).not.toContain("allOf");
        expect(one.format).not.toBe("ipv4/prefix_length");
        if (Array.isArray(one.required)) expect(new Set(one.required).size).toBe(one.required.length);
      }
    });

    it("asks for a token, except where Linode doesn't", () => {
      expect(operation("get", "/regions")?.security).toEqual([]);
      expect(operation("get", "/vpcs")?.security).toBeUndefined();
    });

    it("leaves out of requests what only answers have, and describes answers and errors", () => {
      const create = operation("post", "/vpcs");
      const properties = create?.requestBody?.content["application/json"].schema.properties ?? {};
      expect(Object.keys(properties).sort()).toEqual(["description", "label", "region", "subnets"]);
      expect(Object.keys(create?.responses ?? {}).sort()).toEqual(["200", "default"]);
    });
  },
);

describe("a report of Schemathesis", () => {
  const about = { test_cases: { generated: 1 }, operations: { selected: 1, tested: 1 } };
  const shape = { type: "JsonSchemaError", title: "Response violates schema" };
  const crash = { type: "ServerError", title: "Server error", operations: ["GET /vpcs"] };

  it("loses the shapes that are known to differ, operation by operation, and nothing else", () => {
    const failures = [{ ...shape, operations: ["GET /vpcs", "GET /tags", "Stateful tests"] }, crash];
    expect(unexplained({ ...about, failures }, new Set(["GET /vpcs"]))).toEqual([
      { ...shape, operations: ["GET /tags"] },
      crash,
    ]);
    expect(unexplained({ ...about, failures }, new Set(["GET /vpcs", "GET /tags"]))).toEqual([crash]);
  });
});
