import { evaluate } from "./offline/evaluate";
import type { Preview } from "./preview";
import type { Project } from "./project";
import type { StackConfig } from "./stackConfig";

/**
 * Adds what the engine's events leave out of its preview, so that both ways give the same report: the program's line that makes each
 * resource, and what it depends on. For that the program is evaluated offline as well, once the engine has judged it.
 */
export async function withSources(preview: Preview, project: Project, config: StackConfig): Promise<Preview> {
  try {
    const evaluation = await evaluate({ project, stack: preview.stack, config });
    const known = new Map(evaluation.resources.map((resource) => [resource.urn, resource]));
    return {
      ...preview,
      resources: preview.resources.map((resource) => {
        const { source, dependencies, propertyDependencies } = known.get(resource.urn) ?? resource;
        return { ...resource, source, dependencies, propertyDependencies };
      }),
    };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    return {
      ...preview,
      notes: [
        ...preview.notes,
        `Violations have no line here, since the program can't be evaluated offline: ${reason}`,
      ],
    };
  }
}
