import * as z from "zod";
import { documents, finding, type Rule } from "./rule.ts";
import { OWN_CLUSTER, sourcesOf } from "./sources.ts";

const path = "argocd/bootstrap/root.yaml";
/** The root application follows the same rules as the generated ones, in a project that a push cannot extend. */
export const root: Rule = (files) => {
  const all = documents(files.get(path) ?? "");
  const found = all.filter((one) => one.kind === "Application");
  const projects = all
    .filter((one) => one.kind === "AppProject")
    .map((one) => z.looseObject({ name: z.string() }).safeParse(one.metadata).data?.name);
  if (found.length !== 1)
    return [finding(path, `${found.length} applications`, "Keep exactly one, named root.")];
  const { applicationSpec } = sourcesOf(files);
  const application = z.looseObject({
    kind: z.literal("Application"),
    spec: applicationSpec.extend({
      destination: z.strictObject({ server: z.literal(OWN_CLUSTER), namespace: z.literal("argocd") }),
    }),
  });
  const checked = application.safeParse(found[0]);
  if (!checked.success) {
    return checked.error.issues.map((issue) =>
      finding(
        path,
        `${issue.path.map(String).join(".")}: ${issue.message}`,
        "argocd/applicationsets/platform.yaml shows a right one.",
      ),
    );
  }
  const { project } = checked.data.spec;
  return projects.includes(project)
    ? []
    : [
        finding(
          path,
          `project: ${project} is not defined in this file`,
          "Keep the root's project in the same file: what the root manages must not be able to change it.",
        ),
      ];
};
