import { posix } from "node:path";
import { attributeFindings, isAttributes } from "@slipway/lib/domain/kustomizations/attributes.ts";
import { judgeFolder } from "@slipway/lib/domain/kustomizations/folder.ts";
import { isKustomization } from "@slipway/lib/domain/kustomizations/paths.ts";
import { plainYaml } from "@slipway/lib/domain/plain-yaml/plain-yaml.ts";
import { type Files, matching, type Rule } from "./rule.ts";

/** Argo CD, kustomize and people read every YAML file of argocd/ and environments/ alike. */
export const plain: Rule = (files) => [
  ...matching(files, /(?:^|\/)\.gitattributes$/)
    .filter(({ path }) => isAttributes(path))
    .flatMap(({ path }) => attributeFindings(path, files.get(path) ?? "")),
  ...matching(files, /^(?:argocd|environments)\/.*\.ya?ml$/).flatMap(({ path }) =>
    plainFindings(path, files.get(path) ?? ""),
  ),
  ...[...roots(files)].flatMap((folder) => judgeFolder(folder, withRelease(files, folder))),
];

/** Texts without findings. */
const known = new Set<string>();

function plainFindings(path: string, text: string): readonly string[] {
  if (known.has(text)) return [];
  const { findings } = plainYaml(text, path, { documents: "many" });
  if (findings.length === 0) known.add(text);
  return findings;
}

/** Folders that are built: whole targets, and every other kustomization that is in none of them. */
function roots(files: Files): ReadonlySet<string> {
  const folders = matching(files, /^(?:argocd|environments)\//)
    .filter(({ path }) => isKustomization(path))
    .map(({ path }) => TARGET.exec(path)?.[0] ?? posix.dirname(path));
  const isHeld = (folder: string) => folders.some((other) => folder.startsWith(`${other}/`));
  return new Set(folders.filter((folder) => !isHeld(folder)));
}

const TARGET = /^environments\/[^/]+\/[^/]+(?=\/)/;

const EMPTY = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

/** A service that waits for its first release, which its kustomization already names. */
function withRelease(files: Files, folder: string): Files {
  const file = `${folder}/release/kustomization.yaml`;
  return TARGET.test(`${folder}/`) && !files.has(file) ? new Map([...files, [file, EMPTY]]) : files;
}
