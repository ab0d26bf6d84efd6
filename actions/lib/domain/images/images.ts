/** Every image that an object would have pulled, wherever it is in it. */
import { parseDocument } from "yaml";

export interface ImageUse {
  /** `Rollout/product`. */
  readonly object: string;
  /** `spec.template.spec.containers.0.image`. */
  readonly place: string;
  /** Undefined where a container names none. */
  readonly image: string | undefined;
}

/** Lists of containers in pods, in templates of pods and in what custom resources make of them. */
const CONTAINERS = /^(?:containers|initContainers|ephemeralContainers)$/;

/**
 * `image`, and what operators and injected sidecars call theirs: `baseImage`, `imageName`, `sidecar.istio.io/proxyImage`,
 * `vault.hashicorp.com/agent-image`.
 */
const NAMES_IMAGE = /^image(?:Name)?$|[a-z0-9]Image$|[-_./]image$/;

/** A variable that names an image for an operator to pull. */
const RELATED = /^RELATED_IMAGE_/;

/** The API server takes no annotations of more than 256 KiB. */
const LONGEST_ANNOTATION = 256 * 1024;

/** Their keys are names of files; nothing is pulled for them. */
const DATA: ReadonlySet<unknown> = new Set(["ConfigMap", "Secret"]);

export function imagesOf(object: unknown): readonly ImageUse[] {
  if (!isRecord(object)) return [];
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const name = `${String(object.kind)}/${String(metadata.name)}`;
  const { data: _data, binaryData: _binary, stringData: _text, ...rest } = object;
  const read = DATA.has(object.kind) ? rest : object;
  return found(read, []).map(({ place, image }) => ({ object: name, place: place.join("."), image }));
}

/** The same with the path to each image as its steps, for those who write there. */
export function imagePaths(object: unknown): readonly Found[] {
  return isRecord(object) && !DATA.has(object.kind) ? found(object, []) : [];
}

/**
 * The value of a JSON6902 operation at `path`, looked at as if it stood there already.
 * A container that the path only leads through has its image outside of the operation.
 */
export function imagesAt(path: string, value: unknown): readonly Omit<ImageUse, "object">[] {
  const steps = path
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const whole = steps.reduceRight<unknown>((below, step) => nest(step, below), value);
  const isOutside = ({ place, image }: Found) =>
    image === undefined && steps.length >= place.length && steps[place.length - 1] !== "image";
  return found(whole, [])
    .filter((one) => !isOutside(one))
    .map(({ place, image }) => ({ place: place.join("."), image }));
}

/** A place in a list stands for the list. */
function nest(step: string, below: unknown): unknown {
  return /^(?:-|\d+)$/.test(step) ? [below] : { [step]: below };
}

export interface Found {
  readonly place: readonly string[];
  readonly image: string | undefined;
}

function found(value: unknown, place: readonly string[]): readonly Found[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => found(item, [...place, String(index)]));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const here = [...place, key];
    if (CONTAINERS.test(key) && Array.isArray(part)) {
      return part.flatMap((item, index) => ofContainer(item, [...here, String(index)]));
    }
    if (NAMES_IMAGE.test(key) && typeof part === "string" && part !== "")
      return [{ place: here, image: part }];
    // An image that is mounted as a volume.
    if (key === "image" && isRecord(part) && typeof part.reference === "string") {
      return [{ place: [...here, "reference"], image: part.reference }];
    }
    if (key === "image" && isRecord(part) && typeof part.repository === "string" && part.repository !== "") {
      return [{ place: here, image: ofParts(part) }];
    }
    if (key === "value" && typeof part === "string" && RELATED.test(String(value.name))) {
      return [{ place: here, image: part }];
    }
    if (key === "annotations" && isRecord(part)) return inAnnotations(part, here);
    return found(part, here);
  });
}

/** Containers stand in texts too, which what injects sidecars reads: `proxy.istio.io/overrides`. */
function inAnnotations(
  annotations: Readonly<Record<string, unknown>>,
  place: readonly string[],
): readonly Found[] {
  const texts = Object.entries(annotations).flatMap(([key, text]) =>
    typeof text === "string" && /image|containers/i.test(text) ? inText(text, [...place, key]) : [],
  );
  return [...found(annotations, place), ...texts];
}

function inText(text: string, place: readonly string[]): readonly Found[] {
  const unread = (why: string) => [{ place, image: `in a text that ${why}` }];
  if (text.length > LONGEST_ANNOTATION) return unread("is too long");
  try {
    return found(structureOf(text), place);
  } catch (error) {
    if (error instanceof RangeError) return unread("is nested too deeply");
    if (error instanceof ReferenceError) return unread("has aliases");
    throw error;
  }
}

/** A text that is neither JSON nor YAML is read by people. */
function structureOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
    const messages = document.errors.map(({ message }) => message);
    if (messages.some((message) => /call stack/.test(message))) throw new RangeError(messages[0]);
    return messages.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  }
}

function ofParts(parts: Readonly<Record<string, unknown>>): string {
  const part = (key: string, mark: string) => (typeof parts[key] === "string" ? `${mark}${parts[key]}` : "");
  const registry = typeof parts.registry === "string" && parts.registry !== "" ? `${parts.registry}/` : "";
  return `${registry}${String(parts.repository)}${part("tag", ":")}${part("digest", "@")}`;
}

function ofContainer(container: unknown, place: readonly string[]): readonly Found[] {
  const all = found(container, place);
  const own = isRecord(container) ? container.image : undefined;
  if (typeof own === "string" && own !== "") return all;
  const image = own === undefined || own === null || own === "" ? undefined : JSON.stringify(own);
  return [...all, { place: [...place, "image"], image }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
