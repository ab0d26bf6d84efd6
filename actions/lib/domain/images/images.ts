/** Every image that an object would pull, at any place in it. */

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

/** `image`, and what operators and injected sidecars call theirs: `baseImage`, `sidecar.istio.io/proxyImage`. */
const NAMES_IMAGE = /^image$|[a-z]Image$/;

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
    return found(part, here);
  });
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
