/** Images that existing manifests run today, so that versions go on from there. */
import { posix } from "node:path";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { isMap, isScalar, LineCounter, parseAllDocuments, visit, type YAMLMap } from "yaml";

export interface RunningImage {
  readonly service: string;
  /** Without tag and digest. */
  readonly image: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly file: string;
  readonly line: number;
}

const MANIFEST = /\.ya?ml$/;
/** Slipway's own folders, and files that are no manifests. */
const ELSEWHERE =
  /^(?:environments|rollouts|argocd)\/|(?:^|\/)(?:\.[^/]+|node_modules|templates|testdata)\/|(?:compose|service)\.ya?ml$/;

/** Images whose last part is the name of a service: from kustomizations, workloads and values. Sorted by file and line. */
export async function runningImages(
  tree: Tree,
  services: readonly { readonly name: string }[],
): Promise<readonly RunningImage[]> {
  const names = new Set(services.map(({ name }) => name));
  const files = (await tree.list("")).filter((path) => MANIFEST.test(path) && !ELSEWHERE.test(path));
  const found = await Promise.all(
    files.map(async (file) => imagesIn((await tree.read(file))?.toString() ?? "", file)),
  );
  return found.flat().filter(({ service }) => names.has(service));
}

function imagesIn(text: string, file: string): readonly RunningImage[] {
  const lines = new LineCounter();
  const found: RunningImage[] = [];
  for (const document of parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false })) {
    // A template of Helm is no YAML; what it runs is in its values.
    if ("errors" in document && document.errors.length > 0) continue;
    visit(document, {
      Map: (_, map) => {
        const image = kustomizeImage(map) ?? plainImage(map);
        if (image === undefined) return;
        const [name, tag, digest] = image;
        const service = posix.basename(name);
        const { line } = lines.linePos(map.range?.[0] ?? 0);
        found.push({ service, image: name, tag, digest, file, line });
      },
    });
  }
  return found;
}

type Parts = readonly [name: string, tag: string | undefined, digest: string | undefined];

/** An entry of a kustomization's `images`. */
function kustomizeImage(map: YAMLMap): Parts | undefined {
  const name = textOf(map, "newName") ?? textOf(map, "name");
  const [tag, digest] = [textOf(map, "newTag"), textOf(map, "digest")];
  return name === undefined || (tag ?? digest) === undefined ? undefined : [name, tag, digest];
}

/** `image: registry/name:tag@sha256:…` of a container, or `image: {repository, tag}` of values. */
function plainImage(map: YAMLMap): Parts | undefined {
  const text = textOf(map, "image");
  const found = /^([^\s:@]+(?::\d+\/[^\s:@]+)?)(?::([\w.-]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text ?? "");
  if (found !== null && (found[2] ?? found[3]) !== undefined) return [found[1] ?? "", found[2], found[3]];
  const nested = map.get("image");
  if (!isMap(nested)) return undefined;
  const name = textOf(nested, "repository");
  const [tag, digest] = [textOf(nested, "tag"), textOf(nested, "digest")];
  return name === undefined || (tag ?? digest) === undefined ? undefined : [name, tag, digest];
}

function textOf(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key, true);
  return isScalar(value) && value.value !== null ? String(value.source ?? value.value) : undefined;
}

const VERSION = /^v?(\d+\.\d+\.\d+)$/;

/**
 * Instructions for a person: the tag from which versions continue, or why there is none. Each version of a
 * service once.
 */
export function takeOver(images: readonly RunningImage[]): readonly string[] {
  const versions = Map.groupBy(images, ({ service, tag, digest }) => `${service} ${tag} ${digest}`);
  return [...versions.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { service, tag, digest } = first;
    const places = same.map(({ file, line }) => `${file}:${line}`).join(", ");
    const runs = `${places}: ${service} runs ${[tag, digest].filter((part) => part !== undefined).join("@")}`;
    const version = VERSION.exec(tag ?? "")?.[1];
    return version === undefined
      ? [`${runs}, which is no version; its first release is 0.1.0.`]
      : [
          `${runs}.\n  To go on from there: git tag ${service}-v${version} && git push origin ${service}-v${version}`,
        ];
  });
}
