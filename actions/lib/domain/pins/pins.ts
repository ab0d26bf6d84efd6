/**
 * Pins in files that people own: content in, content out. Only the bytes of the values named change; an entry that is
 * missing, appears twice or could be another is an error with file and line, never a guess and never an added line.
 */
import { isMap, isSeq } from "yaml";
import { AmbiguousPin, MissingPin } from "./errors.ts";
import { readText } from "./readable.ts";
import type { YamlFile } from "./reading.ts";
import { type Edit, editOf, type Path, scalarValue } from "./scalar.ts";

export { AmbiguousPin, MissingPin, UnpinnableValue } from "./errors.ts";
export { readText } from "./readable.ts";
export { openYaml, type YamlFile } from "./reading.ts";
export { applyEdits, type Edit, formatPath, type Path } from "./scalar.ts";

/** Tag and digest go together: a tag next to another's digest would name what does not run. */
export interface ImagePin {
  readonly tag: string;
  /** `sha256:<64 hex>` of the index. */
  readonly digest: string;
}

/** What one pin does to a file. */
export interface PinEdits {
  /** What stood there, for messages: `1.4.1`. */
  readonly old: string;
  /** Empty when the pin is there already. */
  readonly edits: readonly Edit[];
}

/** The entry of `images:` whose `name` is `image`; its newName stays. */
export function kustomizationEdits(yaml: YamlFile, image: string, pin: ImagePin): PinEdits {
  const entry = imageEntry(yaml, image);
  return editsOf(yaml, [
    [[...entry, "newTag"], pin.tag],
    [[...entry, "digest"], pin.digest],
  ]);
}

/** The `newName` of that entry. */
export function kustomizationNewName(yaml: YamlFile, image: string): string | undefined {
  return readText(yaml, [...imageEntry(yaml, image), "newName"]);
}

/** The map of Helm values at `key` that has `tag` and `digest`: `["image"]`, `["product", "image"]`. */
export function helmValuesEdits(yaml: YamlFile, key: Path, pin: ImagePin): PinEdits {
  return editsOf(yaml, [
    [[...key, "tag"], pin.tag],
    [[...key, "digest"], pin.digest],
  ]);
}

/** Any one value. */
export function pathEdits(yaml: YamlFile, path: Path, value: string): PinEdits {
  return editsOf(yaml, [[path, value]]);
}

/** All places are looked at before the first is replaced. */
function editsOf(yaml: YamlFile, values: readonly (readonly [Path, string])[]): PinEdits {
  const [old] = values.map(([path]) => String(scalarValue(yaml, path)));
  const edits = values.flatMap(([path, value]) => editOf(yaml, path, value) ?? []);
  return { old: old ?? "", edits };
}

/** Where the entry of `images:` is whose `name` is `image`. */
export function imageEntry({ file, document, lineAt }: YamlFile, image: string): Path {
  const images = isMap(document.contents) ? document.contents.get("images", true) : undefined;
  const remedy = `Add under images: {name: ${image}, newTag: "", digest: ""}.`;
  if (!isSeq(images)) throw new MissingPin(file, undefined, "there is no list images", remedy);
  const found = images.items.flatMap((entry, index) =>
    isMap(entry) && entry.get("name") === image ? [{ index, line: lineAt(entry.range?.[0]) ?? 1 }] : [],
  );
  const [only, second] = found;
  if (only === undefined) {
    throw new MissingPin(
      file,
      lineAt(images.range?.[0]),
      `images has no entry named ${JSON.stringify(image)}`,
      remedy,
    );
  }
  if (second !== undefined) {
    throw new AmbiguousPin(
      file,
      found.map(({ line }) => line),
      `${found.map(({ index }) => `images[${index}]`).join(" and ")} are named ${JSON.stringify(image)}, so the pin is ambiguous`,
      "Give one entry its own name, or remove it.",
    );
  }
  return ["images", only.index];
}
