/**
 * Everything that kustomize reads of a folder, judged before it is started. A target is built from its own folder: what is
 * fetched from elsewhere would be another thing tomorrow, and a pull request could have any address called.
 */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { Document } from "yaml";
import { decoded, refusedCharacters } from "../plain-yaml/characters.ts";
import { plainYaml } from "../plain-yaml/plain-yaml.ts";
import { checkKustomization, type InlinePatch, type Kustomization, type Role } from "./kustomization.ts";
import { isBelow, isKustomization, isOtherSource, KUSTOMIZATION, resolved } from "./paths.ts";

/** Content by path in the repository. */
export type Contents = ReadonlyMap<string, string | Uint8Array>;

/** `file:line: what.\n  remedy` for all that is wrong; references may go anywhere in `boundary`. */
export function judgeFolder(folder: string, contents: Contents, boundary = folder): readonly string[] {
  const files = [...contents.keys()].filter((path) => isBelow(path, boundary)).sort();
  const findings: string[] = [];
  const roles = new Map<string, Set<Role>>();
  for (const file of files.filter(isKustomization)) {
    if (posix.basename(file) !== KUSTOMIZATION) {
      findings.push(`${file}: kustomize reads it as a kustomization.\n  Name it ${KUSTOMIZATION}.`);
      continue;
    }
    const { value, findings: own } = checkKustomization(contents.get(file) ?? "", file);
    findings.push(...own);
    if (value === undefined) continue;
    findings.push(...strays(file, value, files, boundary));
    findings.push(...value.patches.flatMap((patch) => inlineFindings(file, patch)));
    for (const { role, value: path } of value.references) {
      const named = target(file, role, path) ?? "";
      roles.set(named, new Set([...(roles.get(named) ?? []), role]));
    }
  }
  for (const file of files.filter((path) => !isKustomization(path))) {
    for (const role of roles.get(file) ?? [undefined]) {
      findings.push(...fileFindings(file, contents.get(file) ?? "", role));
    }
  }
  return [...new Set(findings)];
}

/** The file or folder that a reference names; an entry of a generator may name its key: `settings.yaml=files/a.yaml`. */
export function target(file: string, role: Role, value: string): string | undefined {
  return resolved(file, role === "generator" ? value.replace(/^[\w.-]+=/, "") : value);
}

function strays(
  file: string,
  { references }: Kustomization,
  files: readonly string[],
  boundary: string,
): readonly string[] {
  return references.flatMap(({ role, line, value }) => {
    const where = `${file}:${line}: ${JSON.stringify(value)}`;
    const path = target(file, role, value);
    const place = boundary === "" || boundary === "." ? "the repository" : boundary;
    const isInside = path !== undefined && isBelow(path, boundary) && !path.startsWith("../");
    if (!isInside) {
      return [
        `${where} is not in ${place}, and a target is built from its own folder alone.\n  Copy what it names into the folder.`,
      ];
    }
    if (role === "resource" && isKustomization(path)) {
      return [`${where} is a kustomization, not an object.\n  Name its folder.`];
    }
    const isFolder = role === "resource" && files.includes(`${path}/${KUSTOMIZATION}`);
    if (isFolder || files.includes(path)) return [];
    return [`${where} is not there.\n  Add the file, or remove the line.`];
  });
}

function inlineFindings(file: string, { line, text }: InlinePatch): readonly string[] {
  const { documents, findings } = plainYaml(text, file, { documents: "one" }, line);
  return [...findings, ...builderFindings(documents, `${file}:${line}`)];
}

/** What is known to be right, by its bytes: the same manifests are in several environments, and in two commits. */
const known = new Set<string>();

function fileFindings(file: string, content: string | Uint8Array, role: Role | undefined): readonly string[] {
  if (isOtherSource(file)) {
    return [`${file}: Argo CD would run what this file says instead of the kustomization.\n  Remove it.`];
  }
  const isYaml = /\.(?:ya?ml|json)$/i.test(file);
  if (role === undefined && !isYaml) return [];
  const key = createHash("sha256")
    .update(`${role ?? ""}\n${isYaml}\n`)
    .update(content)
    .digest("base64");
  if (known.has(key)) return [];
  const findings =
    isYaml || role !== "generator" ? yamlFindings(file, content, role) : textFindings(file, content);
  if (findings.length === 0) known.add(key);
  return findings;
}

function yamlFindings(file: string, content: string | Uint8Array, role: Role | undefined): readonly string[] {
  const { documents, findings } = plainYaml(content, file, { documents: role === "patch" ? "one" : "many" });
  return role === "generator" ? findings : [...findings, ...builderFindings(documents, file)];
}

function textFindings(file: string, content: string | Uint8Array): readonly string[] {
  return refusedCharacters(decoded(content)).map(
    ({ line, words, remedy }) => `${file}:${line}: ${words}.\n  ${remedy}`,
  );
}

/**
 * Annotations by which kustomize runs functions, drops objects or remembers names, and objects that hide others: kustomize
 * and Argo CD apply the items in their place, Argo CD those of any kind.
 */
const BUILDER = /\b(?:config\.kubernetes\.io|kustomize\.config\.k8s\.io)(?:\/|~1)[\w.-]*/;

function builderFindings(documents: readonly Document[], where: string): readonly string[] {
  return documents.flatMap((document) => {
    const object: unknown = document.toJS();
    const [found] = BUILDER.exec(JSON.stringify(object) ?? "") ?? [];
    const kind = String(document.get?.("kind") ?? "");
    return [
      ...(found === undefined ? [] : [`${where}: ${found} speaks to kustomize itself.\n  Remove it.`]),
      ...(kind !== "" && document.has("items")
        ? [`${where}: ${kind} holds other objects.\n  Write each as a separate document.`]
        : []),
    ];
  });
}
