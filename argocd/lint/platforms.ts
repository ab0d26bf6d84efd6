import { z } from "zod";
import { parseYaml } from "../../actions/lib/documents/yaml-document.ts";
import { environmentsOf } from "./environments.ts";
import { digestForm, imagesOf } from "./images.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";

const kustomization = z.looseObject({
  namespace: z.string(),
  resources: z.array(z.string()),
  images: z
    .array(
      z.looseObject({
        name: z.string(),
        digest: z
          .string("a digest is wanted beside the tag")
          .regex(digestForm, "sha256:<64 hexadecimal digits> is wanted"),
      }),
    )
    .default([]),
});

const kind = { schema: kustomization, remedy: "Pin every image of the platform by digest: tags move." };
const restricted = "pod-security.kubernetes.io/enforce";

/** An environment's platform folder: pinned images, its own namespace, and that one closed to privileged pods. */
export const platforms: Rule = (files) =>
  matching(files, /^environments\/([^/]+)\/platform\/kustomization\.yaml$/).flatMap(
    ({ path, captured: [environment = ""] }) => {
      const { value, findings } = parseYaml(files.get(path) ?? "", path, kind);
      if (value === undefined) return findings;
      const folder = path.slice(0, path.lastIndexOf("/"));
      const namespace = environmentsOf(files).get(environment)?.namespace;
      const misplaced =
        namespace === undefined || value.namespace === namespace
          ? []
          : [
              finding(
                path,
                `namespace: ${value.namespace}, where ${environment}'s is ${namespace}`,
                `Write ${namespace}.`,
              ),
            ];
      const pinned = new Set(value.images.map((image) => image.name));
      return [
        ...misplaced,
        ...value.resources.flatMap((resource) => resourceFindings(files, `${folder}/${resource}`, pinned)),
      ];
    },
  );

function resourceFindings(files: Files, path: string, pinned: ReadonlySet<string>): readonly string[] {
  return documents(files.get(path) ?? "").flatMap((object) => {
    const unpinned = imagesOf(object).filter((image) => !pinned.has(image));
    return [
      ...unpinned.map((image) =>
        finding(
          path,
          `image ${image} is not pinned`,
          "Name it plainly here and give newName, newTag and digest in kustomization.yaml.",
        ),
      ),
      ...(object.kind === "Namespace" && !isRestricted(object)
        ? [finding(path, `the namespace admits privileged pods`, `Label it ${restricted}: restricted.`)]
        : []),
    ];
  });
}

function isRestricted({ metadata }: Record<string, unknown>): boolean {
  const labels = isRecord(metadata) && isRecord(metadata.labels) ? metadata.labels : {};
  return labels[restricted] === "restricted";
}
