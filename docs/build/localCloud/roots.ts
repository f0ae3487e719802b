import ts from "typescript";
import type { AnyResource, Endpoint, Section } from "../../../local-cloud/core/definition";
import { routesOf } from "../../../local-cloud/core/routes";
import type { Locator } from "./locate";
import type { Piece, Sources } from "./sources";

/** A function of the table. */
export type Written = (...args: never[]) => unknown;

/** An endpoint, the row of the table that it comes from, and the functions that make it what it is. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly resource: AnyResource | undefined;
  readonly functions: readonly Written[];
}

/** Every endpoint of a section. */
export function routes(section: Section): Route[] {
  const own = (section.resources ?? []).flatMap((resource) =>
    routesOf({ resources: [resource] }).map((endpoint) => ({
      endpoint,
      resource,
      functions: functionsOf(endpoint, resource),
    })),
  );
  const others = (section.endpoints ?? []).map((endpoint) => ({
    endpoint,
    resource: undefined,
    functions: [endpoint.run],
  }));
  return [...own, ...others];
}

/** What a row's own route calls: the core's function is the same for all of them. */
function functionsOf({ method, path }: Endpoint, resource: AnyResource): Written[] {
  const item = `${resource.path}/:id`;
  const { create, update, remove, view } = resource;
  const given = (...functions: (Written | undefined)[]): Written[] =>
    functions.filter((one): one is Written => one !== undefined);
  if (path === resource.path && method === "POST") {
    return given(create?.build, create?.created, create?.answer, view);
  }
  if (path === item && method === "PUT") return given(update?.apply, update?.updated, view);
  if (path === item && method === "DELETE") return given(remove?.check, remove?.before);
  if (path === resource.path || path === item) return [view];
  const action = resource.actions?.find((one) => one.method === method && `${item}/${one.path}` === path);
  return given(action?.run);
}

/**
 * The source that tells what a function does: itself, and where it is part of a definition (`{ schema, build }`), all of
 * that, as the definition's other parts say what is refused.
 */
export function rootOf(written: Written, locator: Locator, sources: Sources): Piece[] {
  const piece = sources.functionAt(locator.find(written));
  const { node, source } = piece;
  if (ts.isFunctionDeclaration(node) && node.name !== undefined) {
    const definition = definitionNaming(node.name.text, source);
    return definition === undefined ? [piece] : [piece, { node: whole(definition), source }];
  }
  const holder = ts.isPropertyAssignment(node.parent) ? node.parent.parent : node.parent;
  const isPart = ts.isObjectLiteralExpression(holder) && !isRow(holder);
  return [{ node: isPart ? whole(holder) : node, source }];
}

/** A whole resource: its parts belong to different endpoints. */
function isRow(literal: ts.ObjectLiteralExpression): boolean {
  return literal.properties.some(({ name }) => name?.getText() === "kind");
}

/** With what it is called and its comment: `update: defineChange({ … })`. */
function whole(node: ts.Node): ts.Node {
  const { parent } = node;
  const isWrapped =
    ts.isCallExpression(parent) || ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent);
  return isWrapped ? whole(parent) : node;
}

/** The definition of a creation or change that a function is part of by its name. */
function definitionNaming(name: string, source: ts.SourceFile): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const names = node.properties.map((one) => one.name?.getText());
      const isNamed = node.properties.some(
        (one) => ts.isShorthandPropertyAssignment(one) && one.name.text === name,
      );
      if (isNamed && names.includes("schema")) found = node;
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}
