/** Paths that can be nothing but a file or folder next to the kustomization. */
import { posix } from "node:path";

export function isBelow(path: string, folder: string): boolean {
  return folder === "" || folder === "." || path.startsWith(`${folder}/`);
}

export const KUSTOMIZATION = "kustomization.yaml";
const OTHER_NAMES = new Set(["kustomization.yml", "Kustomization"]);

export function isKustomization(path: string): boolean {
  const name = posix.basename(path);
  return name === KUSTOMIZATION || OTHER_NAMES.has(name);
}

/**
 * Files by which Argo CD, and not kustomize, decides what runs: it overrides an application's settings from the first, and
 * takes a folder for a Helm chart in which a file's name ends like the second.
 */
export function isOtherSource(path: string): boolean {
  const name = posix.basename(path).toLowerCase();
  return /^\.argocd-source.*\.ya?ml$/.test(name) || /chart\.ya?ml$/.test(name);
}

/** Kustomize tries an address before a folder of that name; no colon, question mark or @ is in a path. */
const SEGMENT = /^[\w.+-][\w.+ -]*$/;

/** The path in the repository, or undefined for what kustomize may take for an address. */
export function resolved(from: string, value: string): string | undefined {
  const path = value.replace(/\/$/, "").replace(/^(?:\.\/)+/, "");
  const segments = path.split("/");
  if (!segments.every((segment) => SEGMENT.test(segment))) return undefined;
  if (/^github\.com$/i.test(segments[0] ?? "")) return undefined;
  return posix.join(posix.dirname(from), path);
}
