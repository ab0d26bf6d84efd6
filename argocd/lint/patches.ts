import { parse } from "yaml";
import { type Files, isRecord } from "./rule.ts";

/** A patch of a kustomization: its operations are in it, or in a file next to it. */
export interface Patch {
  readonly patch?: string | undefined;
  readonly path?: string | undefined;
}

/** The file that a patch of the kustomization at `kustomization` is kept in; `undefined` when it is in the kustomization. */
export function patchFile(kustomization: string, { path }: Patch): string | undefined {
  return path === undefined ? undefined : `${kustomization.slice(0, kustomization.lastIndexOf("/"))}/${path}`;
}

/** The content of a patch; `undefined` when it is empty, or its file does not exist. */
export function patchText(files: Files, kustomization: string, one: Patch): string | undefined {
  const file = patchFile(kustomization, one);
  return file === undefined ? one.patch : files.get(file);
}

/** The JSON6902 operations of a patch; `undefined` for any other text, such as a strategic merge patch. */
export function operationsIn(text: string): readonly Record<string, unknown>[] | undefined {
  try {
    const content: unknown = parse(text, { uniqueKeys: false });
    const isList = Array.isArray(content) && content.every((one) => isRecord(one) && "op" in one);
    return isList ? (content as Record<string, unknown>[]) : undefined;
  } catch {
    return undefined;
  }
}
