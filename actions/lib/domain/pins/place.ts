/** One pin in a team's own file: what it says, and the file with another pin in that place. */
import { isDigest } from "../parsing/identifiers.ts";
import type { PinPlace } from "./declaration.ts";
import { withDigestKey } from "./digest-key.ts";
import { MissingPin, UnpinnableValue } from "./errors.ts";
import {
  applyEdits,
  helmValuesEdits,
  imageEntry,
  kustomizationEdits,
  kustomizationNewName,
  openYaml,
  type Path,
  pathEdits,
  readText,
  type YamlFile,
} from "./pins.ts";

export interface Pinned {
  /** The image with its registry, without tag and digest. */
  readonly repository: string;
  readonly tag: string;
  /** Undefined where the tag has no digest. */
  readonly digest: string | undefined;
}

/** Throws `UserError` where the place is missing, ambiguous or no text. */
export function pinnedAt(text: string, place: PinPlace): Pinned {
  const yaml = openYaml(text, place.file);
  if ("path" in place) return reference(yaml, place.path);
  if ("image" in place) {
    const entry = imageEntry(yaml, place.image);
    const repository = kustomizationNewName(yaml, place.image) ?? place.image;
    return {
      repository,
      tag: tagAt(yaml, [...entry, "newTag"]),
      digest: digestAt(yaml, [...entry, "digest"]),
    };
  }
  const repository = readText(yaml, [...place.values, "repository"]) ?? place.repository;
  if (repository === undefined) {
    throw new MissingPin(
      place.file,
      undefined,
      `${place.values.join(".")} has no repository`,
      "Name the image in slipway.yaml: repository, next to values.",
    );
  }
  const [tag, digest] = [
    [...place.values, "tag"],
    [...place.values, "digest"],
  ];
  return { repository, tag: tagAt(yaml, tag), digest: digestAt(yaml, digest) };
}

/** Only the bytes of tag and digest change; a key `digest` that is missing is added next to the tag. */
export function withPin(
  text: string,
  place: PinPlace,
  pin: { readonly tag: string; readonly digest: string },
): string {
  if ("path" in place) {
    const yaml = openYaml(text, place.file);
    const { repository } = reference(yaml, place.path);
    return applyEdits(yaml, pathEdits(yaml, place.path, `${repository}:${pin.tag}@${pin.digest}`).edits);
  }
  const opened = openYaml(text, place.file);
  const tag: Path =
    "image" in place ? [...imageEntry(opened, place.image), "newTag"] : [...place.values, "tag"];
  const yaml = openYaml(withDigestKey(opened, tag), place.file);
  const { edits } =
    "image" in place ? kustomizationEdits(yaml, place.image, pin) : helmValuesEdits(yaml, place.values, pin);
  return applyEdits(yaml, edits);
}

/** `acme/orders:2.1.0@sha256:…` */
export function describePin({ tag, digest }: Pick<Pinned, "tag" | "digest">): string {
  return digest === undefined ? tag : `${tag}@${digest.slice(0, 19)}`;
}

const REFERENCE = /^([^\s:@]+(?::\d+\/[^\s:@]+)?):([\w][\w.-]{0,127})(?:@(sha256:[0-9a-f]{64}))?$/;

function reference(yaml: YamlFile, path: Path): Pinned {
  const text = readText(yaml, path);
  const [, repository, tag, digest] = REFERENCE.exec(text ?? "") ?? [];
  if (repository !== undefined && tag !== undefined) return { repository, tag, digest };
  throw new UnpinnableValue(
    yaml.file,
    undefined,
    `${path.join(".")} is ${text === undefined ? "no text" : JSON.stringify(text)}, which is no image with a tag`,
    "Write name:tag, or name:tag@sha256:….",
  );
}

function tagAt(yaml: YamlFile, path: Path): string {
  const tag = readText(yaml, path);
  if (tag !== undefined && tag !== "") return tag;
  const words = `${path.join(".")} is no text`;
  throw new UnpinnableValue(yaml.file, undefined, words, 'Write the tag there, in quotes: "1.10".');
}

function digestAt(yaml: YamlFile, path: Path): string | undefined {
  const digest = readText(yaml, path);
  return digest !== undefined && isDigest(digest) ? digest : undefined;
}
