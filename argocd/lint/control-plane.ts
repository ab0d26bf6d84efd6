import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import { finding, matching, type Rule } from "./rule.ts";

const path = "argocd/kustomization.yaml";

const schema = z.strictObject({
  apiVersion: z.literal("kustomize.config.k8s.io/v1beta1"),
  kind: z.literal("Kustomization"),
  resources: z.array(
    z
      .string()
      .regex(
        /^(?:projects|applicationsets)\/[a-z0-9-]+\.yaml$/,
        "expected a file of projects/ or applicationsets/",
      ),
  ),
});

const kind = {
  schema,
  remedy: "The root application manages projects and application sets, as they are written.",
};

/** The root's objects are complete and unpatched, because it prunes everything that is removed from here. */
export const controlPlane: Rule = (files) => {
  const { value, findings } = parseYaml(files.get(path) ?? "", path, kind);
  if (value === undefined) return findings;
  const listed = new Set(value.resources.map((resource) => `argocd/${resource}`));
  const own = matching(files, /^argocd\/(?:projects|applicationsets)\/[^/]+\.ya?ml$/).map(
    (each) => each.path,
  );
  const wanted = new Set([...own, "argocd/projects/default.yaml", "argocd/projects/platform.yaml"]);
  return [
    ...[...wanted]
      .filter((file) => !listed.has(file))
      .map((file) =>
        finding(
          path,
          `resources: ${file} is not listed, so the root application prunes what it holds`,
          `Add ${file.slice("argocd/".length)}.`,
        ),
      ),
    ...[...wanted]
      .filter((file) => !files.has(file))
      .map((file) =>
        finding(file, "missing", "Put it back: applications of the platform name this project."),
      ),
  ];
};
