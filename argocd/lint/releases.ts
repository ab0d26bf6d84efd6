import { imageName } from "@slipway/lib/domain/config/config.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { imagesOf } from "@slipway/lib/domain/images/images.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import { verifyRelease } from "@slipway/lib/domain/releases/releases.ts";
import * as z from "zod";
import { digestForm, pinnedForm } from "./images.ts";
import { groupKind, shippedKinds } from "./kinds.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";
import { configOf } from "./settings.ts";

const kustomization = z.looseObject({
  images: z
    .array(
      z.strictObject({
        name: z.string(),
        newTag: z.string("expected the version").regex(/^\d+\.\d+\.\d+$/, "expected a version, never latest"),
        digest: z.string("expected the digest").regex(digestForm, "expected sha256:<64 hexadecimal digits>"),
      }),
      "expected the pin",
    )
    .min(1, "expected the pin of the service's image"),
});

const kind = { schema: kustomization, remedy: "Put back what `slipway bump` wrote (git log shows it)." };

/**
 * A release has exactly the bytes that Slipway writes, is pinned by digest, contains only permitted kinds,
 * and no namespace or registry.
 */
export const releases: Rule = (files) =>
  matching(files, /^environments\/[^/]+\/([^/]+)\/release\/kustomization\.yaml$/).flatMap(
    ({ path, captured }) => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      const parsed = parseYaml(files.get(path) ?? "", path, kind);
      const own = imageName(configOf(files), captured[0] ?? "");
      const pinned = [own, ...(parsed.value?.images ?? []).map(({ name }) => name)];
      return [
        ...parsed.findings,
        ...edited(files, folder, captured[0] ?? ""),
        ...manifestFindings(files, `${folder}/manifests.yaml`, pinned),
      ];
    },
  );

function edited(files: Files, folder: string, service: string): readonly string[] {
  const own = [...files].filter(([path]) => path.startsWith(`${folder}/`));
  const contents = own.map(([path, text]) => [path.slice(folder.length + 1), Buffer.from(text)] as const);
  try {
    verifyRelease(new Map(contents), folder, { service, image: imageName(configOf(files), service) });
    return [];
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

function manifestFindings(files: Files, path: string, pinned: readonly string[]): readonly string[] {
  const remedy = "Fix what the service is rendered from, and let `slipway bump` render it again.";
  return documents(files.get(path) ?? "").flatMap((object) => {
    const metadata = isRecord(object.metadata) ? object.metadata : {};
    const name = `${String(object.kind)}/${String(metadata.name)}`;
    const kindOf = groupKind(object.apiVersion, object.kind);
    const images = imagesOf(object)
      .map(({ image }) => String(image))
      // Whether others are allowed, the environment's list says where they are built.
      .filter((image) => !pinned.includes(image) && !pinnedForm.test(image));
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
