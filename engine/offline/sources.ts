import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type resources from "@pulumi/pulumi/proto/resource_pb";
import type { Place, SourceMaps } from "./sourceMaps";
import { rootStackType } from "./urn";

/** A line of the program, its file relative to the project with `/` between folders; line and column from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type Request = resources.RegisterResourceRequest | resources.ReadResourceRequest;

/**
 * Where the program made a resource: the innermost frame of its stack that is a file of the project and no package's. Pulumi's SDK
 * takes that stack for every resource and sends it along, so this costs nothing more.
 */
export class SourceFinder {
  private readonly root: string;

  constructor(
    root: string,
    private readonly maps: SourceMaps,
  ) {
    this.root = realpathSync(root);
  }

  /** Undefined where no frame is the project's own. */
  of(request: Request): Source | undefined {
    if (request.getType() === rootStackType) {
      return undefined;
    }
    for (const frame of request.getStacktrace()?.getFramesList() ?? []) {
      const position = frame.getPc();
      const file = pathOf(position?.getUri() ?? "");
      const own = file === undefined ? undefined : this.own(file);
      if (position !== undefined && file !== undefined && own !== undefined) {
        return this.source(own, { file, line: position.getLine(), column: position.getColumn() });
      }
    }
    return undefined;
  }

  private source(file: string, place: Place): Source | undefined {
    const original = this.maps.original(place);
    return original && { file, line: original.line, column: original.column };
  }

  private own(file: string): string | undefined {
    const path = relative(this.root, file).split(sep).join("/");
    return path.startsWith("../") || path.split("/").includes("node_modules") || path === ""
      ? undefined
      : path;
  }
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
