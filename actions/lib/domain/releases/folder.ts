import { releaseImages, sorted } from "../images/further.ts";
import type { Change } from "../repository/git.ts";
import { POD_TEMPLATES, workloadKinds } from "./kinds.ts";
import { RELEASE_ID_ANNOTATION, type Release, releasePath } from "./release.ts";
import { rollbackPatch } from "./rollback-steps.ts";

const HEADER = "# Written by `slipway bump`, moved by `slipway promote`; edits are refused.\n";

/** How a release starts: by its whole canary, or by the short steps of a rollback to what served all traffic before. */
export type Start = "canary" | "rollback";

/**
 * The release folder: file name → content. The same release gives the same bytes. A rollback's steps are no part of the id, because what
 * runs in the end is the same; where the release has none it starts by its canary.
 */
export function releaseFolder(
  release: Release,
  manifests: string,
  start: Start = "canary",
): ReadonlyMap<string, string> {
  const steps = start === "rollback" ? rollbackPatch(manifests) : "";
  return new Map([
    ["kustomization.yaml", `${kustomization(release, manifests)}${steps}`],
    ["manifests.yaml", manifests],
    ["release.yaml", releaseFile(release)],
  ]);
}

/** What writes a release folder into an environment; `files` is file name → content. */
export function releaseChanges<Content extends string | Buffer>(
  environment: string,
  service: string,
  files: ReadonlyMap<string, Content>,
): readonly (Change & { readonly content: Content })[] {
  const folder = releasePath(environment, service);
  return [...files].map(([name, content]) => ({ path: `${folder}/${name}`, content }));
}

// Tag and digest together: the digest is what runs, the tag is what people read.
function kustomization(release: Release, manifests: string): string {
  const found = workloadKinds(manifests);
  // Where nothing runs pods the target is refused, for the lack of a Rollout.
  const kinds = found.length === 0 ? ["Rollout"] : found;
  return `${HEADER}apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - manifests.yaml
images:
${releaseImages(release)
  .map(
    ({ name, digest }) => `  - name: ${name}
    newTag: ${release.version}
    digest: ${digest}
`,
  )
  .join("")}patches:
${kinds.map((kind) => releaseIdPatch(kind, release.id)).join("")}`;
}

function releaseIdPatch(kind: string, id: string): string {
  const pointer = RELEASE_ID_ANNOTATION.replaceAll("~", "~0").replaceAll("/", "~1");
  const template = (POD_TEMPLATES.get(kind) ?? []).join("/");
  return `  - target:
      kind: ${kind}
    patch: |-
      - op: add
        path: /${template}/metadata/annotations/${pointer}
        value: ${id}
`;
}

function releaseFile(release: Release): string {
  return `${HEADER}schema: ${release.schema}
service: ${release.service}
id: ${release.id}
version: ${release.version}
image:
  name: ${release.image.name}
  digest: ${release.image.digest}
${imagesLines(release)}source: "${release.source}"
${repositoryLine(release)}strategy: ${release.strategy}
${hotfixLine(release)}${dataSchemaLines(release)}${dependsOnLines(release)}`;
}

function imagesLines({ images }: Release): string {
  if (images === undefined) return "";
  const each = sorted(images).map(
    ([key, { name, digest }]) => `  ${key}: {name: ${name}, digest: "${digest}"}\n`,
  );
  return `images:\n${each.join("")}`;
}

function repositoryLine({ repository }: Release): string {
  return repository === undefined ? "" : `repository: "${repository}"\n`;
}

function hotfixLine({ hotfix }: Release): string {
  return hotfix === undefined ? "" : `hotfix: ${hotfix}\n`;
}

function dataSchemaLines({ dataSchema }: Release): string {
  if (dataSchema === undefined) return "";
  return `dataSchema:\n  needs: ${dataSchema.needs}\n  provides: [${dataSchema.provides.join(", ")}]\n`;
}

function dependsOnLines({ dependsOn }: Release): string {
  if (dependsOn === undefined) return "";
  const names = Object.keys(dependsOn).toSorted();
  return `dependsOn:\n${names.map((name) => `  ${name}: "${dependsOn[name]}"\n`).join("")}`;
}
