import { type Document, isMap, isSeq, LineCounter, parseDocument } from "yaml";

export interface UnmatchedPatch {
  readonly index: number;
  readonly line: number;
  /** `Rollout`, or `Rollout/product`. */
  readonly target: string;
}

interface Identity {
  readonly kind: string;
  readonly name: string;
}

/** Patches of an overlay whose target is nothing that was built: kustomize passes over them in silence. */
export function unmatchedPatches(overlay: string, built: readonly Document[]): readonly UnmatchedPatch[] {
  const lines = new LineCounter();
  const patches = parseDocument(overlay, { lineCounter: lines, uniqueKeys: false }).get("patches");
  if (!isSeq(patches)) return [];
  const objects = built.map(identity);
  return patches.items.flatMap((patch, index) => {
    const target = isMap(patch) ? patch.get("target") : undefined;
    if (!isMap(target)) return [];
    const [kind, name] = [target.get("kind"), target.get("name")];
    // Kustomize anchors these as regular expressions; labels and annotations are left to it.
    const matches = (pattern: unknown, value: string) =>
      typeof pattern !== "string" || new RegExp(`^(?:${pattern})$`).test(value);
    if (objects.some((object) => matches(kind, object.kind) && matches(name, object.name))) return [];
    const line = lines.linePos(target.range?.[0] ?? 0).line;
    return [{ index, line, target: [kind, name].filter((part) => part !== undefined).join("/") }];
  });
}

function identity(document: Document): Identity {
  return {
    kind: String(document.get("kind") ?? ""),
    name: String(document.getIn(["metadata", "name"]) ?? ""),
  };
}
