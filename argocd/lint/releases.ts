import { z } from "zod";
import { parseYaml } from "../../actions/lib/documents/yaml-document.ts";
import { digestForm, imagesOf } from "./images.ts";
import { groupKind, shippedKinds } from "./kinds.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";

const kustomization = z.looseObject({
  images: z
    .array(
      z.strictObject({
        name: z.string(),
        newTag: z
          .string("the version is wanted")
          .regex(/^\d+\.\d+\.\d+$/, "a version is wanted, never latest"),
        digest: z
          .string("the digest is wanted")
          .regex(digestForm, "sha256:<64 hexadecimal digits> is wanted"),
      }),
      "the pin is wanted",
    )
    .length(1, "exactly one pin is wanted"),
});

const kind = { schema: kustomization, remedy: "Put back what `slipway bump` wrote (git log shows it)." };

/** A release is pinned by digest, ships only what the chart renders and is free of namespace and registry. */
export const releases: Rule = (files) =>
  matching(files, /^environments\/[^/]+\/([^/]+)\/release\/kustomization\.yaml$/).flatMap(
    ({ path, captured }) => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      return [
        ...parseYaml(files.get(path) ?? "", path, kind).findings,
        ...manifestFindings(files, `${folder}/manifests.yaml`, captured[0] ?? ""),
      ];
    },
  );

function manifestFindings(files: Files, path: string, service: string): readonly string[] {
  const remedy = "Mend the chart or the service's values, and let `slipway bump` render it anew.";
  return documents(files.get(path) ?? "").flatMap((object) => {
    const metadata = isRecord(object.metadata) ? object.metadata : {};
    const name = `${String(object.kind)}/${String(metadata.name)}`;
    const kindOf = groupKind(object.apiVersion, object.kind);
    const images = imagesOf(object).filter((image) => image !== `shop/${service}`);
    return [
      ...(shippedKinds.some((shipped) => shipped === kindOf)
        ? []
        : [finding(path, `${name} is of a kind that releases do not ship`, remedy)]),
      ...(metadata.namespace === undefined
        ? []
        : [finding(path, `${name} names a namespace, ${String(metadata.namespace)}`, remedy)]),
      ...images.map((image) =>
        finding(path, `${name} runs ${image}, which the release does not pin`, remedy),
      ),
    ];
  });
}
