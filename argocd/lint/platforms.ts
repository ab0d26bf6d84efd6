import { imagesOf } from "@slipway/lib/domain/images/images.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import { environmentsOf } from "./environments.ts";
import { digestForm } from "./images.ts";
import { namespaceFindings } from "./namespaces.ts";
import { documents, type Files, finding, matching, type Rule } from "./rule.ts";

const kustomization = z.looseObject({
  namespace: z.string(),
  resources: z.array(z.string()),
  images: z
    .array(
      z.looseObject({
        name: z.string(),
        newName: z.string().optional(),
        digest: z
          .string("expected a digest next to the tag")
          .regex(digestForm, "expected sha256:<64 hexadecimal digits>"),
      }),
    )
    .default([]),
});

const kind = { schema: kustomization, remedy: "Pin every image of the platform by digest: tags move." };

/** An environment's platform folder: pinned and listed images, and its own namespace, closed to privileged pods. */
export const platforms: Rule = (files) =>
  matching(files, /^environments\/([^/]+)\/platform\/kustomization\.yaml$/).flatMap(
    ({ path, captured: [name = ""] }) => {
      const { value, findings } = parseYaml(files.get(path) ?? "", path, kind);
      if (value === undefined) return findings;
      const folder = path.slice(0, path.lastIndexOf("/"));
      const environment = environmentsOf(files).get(name);
      const namespace = environment?.namespace;
      const misplaced =
        namespace === undefined || value.namespace === namespace
          ? []
          : [
              finding(
                path,
                `namespace: ${value.namespace}, where ${name}'s is ${namespace}`,
                `Write ${namespace}.`,
              ),
            ];
      const pinned = new Set(value.images.map((image) => image.name));
      const resources = reached(files, folder, value.resources);
      const objects = resources.flatMap((file) => documents(files.get(file) ?? ""));
      return [
        ...misplaced,
        ...unlisted(path, name, value.images, environment?.platformImages ?? []),
        ...resources.flatMap((resource) => unpinned(files, resource, pinned)),
        ...namespaceFindings(path, objects, namespace),
      ];
    },
  );

/** Files of objects, in folders below too. */
function reached(files: Files, folder: string, resources: readonly string[]): readonly string[] {
  return resources.flatMap((resource) => {
    const path = `${folder}/${resource.replace(/^\.\//, "").replace(/\/$/, "")}`;
    if (files.has(path)) return [path];
    const below = documents(files.get(`${path}/kustomization.yaml`) ?? "")[0]?.resources;
    return Array.isArray(below) && path.length < 1000 ? reached(files, path, below.map(String)) : [];
  });
}

function unlisted(
  path: string,
  environment: string,
  images: readonly { readonly name: string; readonly newName?: string | undefined }[],
  listed: readonly string[],
): readonly string[] {
  return images
    .map(({ name, newName }) => newName ?? name)
    .filter((image) => !listed.includes(image))
    .map((image) =>
      finding(
        path,
        `image ${image} is not one of platformImages in environments/${environment}/environment.yaml`,
        "Have the environment's owners list it, or use one that is.",
      ),
    );
}

function unpinned(files: Files, path: string, pinned: ReadonlySet<string>): readonly string[] {
  return documents(files.get(path) ?? "")
    .flatMap((object) => imagesOf(object))
    .filter(({ image }) => image === undefined || !pinned.has(image))
    .map(({ place, image }) =>
      finding(
        path,
        image === undefined ? `${place} names no image` : `image ${image} is not pinned`,
        "Name it plainly here and give newName, newTag and digest in kustomization.yaml.",
      ),
    );
}
