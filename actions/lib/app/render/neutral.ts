/**
 * Manifests of a service's own as a release carries them: the service's image by the name that the release pins, no
 * namespace, nothing that a release may not ship. Texts are cut at their offsets, the rest keeps its bytes.
 */
import { type Document, isMap, isScalar, parseAllDocuments } from "yaml";
import { imagePaths } from "../../domain/images/images.ts";
import { repositoryOf } from "../../domain/images/repository.ts";
import { groupKind, POD_TEMPLATES, SHIPPED_KINDS } from "../../domain/releases/kinds.ts";

/** Stands for the environment's namespace while a chart is rendered. */
export const ANY_NAMESPACE = "slipway-any-namespace";

/** A service, and the images that its release pins. */
export interface OwnImages {
  readonly name: string;
  readonly images: readonly [OwnImage, ...OwnImage[]];
}

export interface OwnImage {
  /** As the release pins it. */
  readonly image: string;
  /** As the manifests name it, where that is declared. */
  readonly placeholder?: string | undefined;
}

export interface Neutral {
  readonly manifests: string;
  /** `where: what.\n  remedy`; when there are any, nothing may be released. */
  readonly findings: readonly string[];
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** `text` is what kustomize wrote; `where` is only named in the findings. */
export function neutral(text: string, where: string, own: OwnImages): Neutral {
  const documents: readonly Document.Parsed[] = [
    ...parseAllDocuments(text, { uniqueKeys: false }),
  ] as Document.Parsed[];
  const cuts: Cut[] = [];
  const findings: string[] = [];
  const images: string[] = [];
  for (const document of documents) {
    const object = document.toJS() as Record<string, unknown>;
    const name = nameOf(object);
    const finding = (what: string, remedy: string) =>
      findings.push(`${where}: ${name}: ${what}.\n  ${remedy}`);
    for (const [what, remedy] of faultsOf(object)) finding(what, remedy);
    for (const { place, image } of imagePaths(object)) {
      if (image === undefined) {
        finding(`${place.join(".")} names no image`, "Name one.");
        continue;
      }
      images.push(image);
      const pinned = own.images.find((each) => isOwn(image, each));
      if (pinned !== undefined) {
        const cut = replaced(document, place, pinned.image);
        if (cut !== undefined) cuts.push(cut);
        else
          finding(
            `${place.join(".")} names ${image} in parts or inside of a text, where a release cannot pin it`,
            "Write it as one value of its own.",
          );
      } else if (!/@sha256:[0-9a-f]{64}$/.test(image)) {
        finding(
          `${image} is neither the image of ${own.name} nor pinned by digest`,
          `Pin it (name:tag@sha256:…), or write in service.yaml which image is the service's: render.image: ${repositoryOf(image)}.`,
        );
      }
    }
    const namespace = document.getIn(["metadata", "namespace"]);
    if (namespace === ANY_NAMESPACE) cuts.push(removed(document, text));
    else if (namespace !== undefined) {
      finding(
        `names the namespace ${String(namespace)}`,
        "Remove it: the environment's overlay names the namespace.",
      );
    }
  }
  if (!documents.some((document) => POD_TEMPLATES.has(String(document.get("kind"))))) {
    findings.push(`${where}: nothing runs pods.\n  Add one of ${[...POD_TEMPLATES.keys()].join(", ")}.`);
  } else {
    const there = [...new Set(images)].join(", ") || "none";
    const unused = own.images.filter((each) => !images.some((image) => isOwn(image, each)));
    findings.push(
      ...unused.map((each) => {
        const [what, key] =
          each === own.images[0]
            ? [`the image of ${own.name}`, "the service's image in service.yaml: render.image"]
            : [
                `an image of ${own.name}`,
                "it in service.yaml (`image` of its entry in images), or remove it there",
              ];
        return `${where}: no container runs ${what} (${each.placeholder ?? `…/${each.image}`}); there are ${there}.\n  Name ${key}.`;
      }),
    );
  }
  const manifests = applied(text, cuts);
  if (findings.length === 0 && manifests.includes(ANY_NAMESPACE)) {
    findings.push(
      `${where}: .Release.Namespace is elsewhere than in metadata.namespace, so a release would differ by environment.\n  Leave it out: names inside a namespace need none.`,
    );
  }
  return { manifests, findings };
}

function isOwn(image: string, own: OwnImage): boolean {
  const repository = repositoryOf(image);
  return (
    repository === (own.placeholder ?? own.image) ||
    (own.placeholder === undefined && repository.endsWith(`/${own.image}`))
  );
}

function faultsOf(object: Record<string, unknown>): readonly (readonly [string, string])[] {
  const faults: [string, string][] = [];
  const kind = groupKind(object.apiVersion, object.kind);
  if (!SHIPPED_KINDS.includes(kind)) {
    faults.push([
      `releases do not ship ${kind.replace(/^\//, "")}`,
      "Move it to environments/<environment>/platform; secrets come from a secret store.",
    ]);
  }
  const spec = recordIn(object, "spec");
  if (kind === "argoproj.io/Rollout" && spec.workloadRef !== undefined) {
    faults.push(["takes its pods from a workloadRef", "Write the pods' template into the Rollout."]);
  }
  if (kind === "batch/Job" && !isRunAgain(object)) {
    faults.push([
      "a Job's pods cannot be changed, so its second release would fail",
      'Make it a hook (argocd.argoproj.io/hook: PreSync), or write the annotation argocd.argoproj.io/sync-options: "Force=true,Replace=true".',
    ]);
  }
  return faults;
}

function isRunAgain(object: Record<string, unknown>): boolean {
  const annotations = recordIn(recordIn(object, "metadata"), "annotations");
  const isHook = ["argocd.argoproj.io/hook", "helm.sh/hook"].some((key) => annotations[key] !== undefined);
  const options = String(annotations["argocd.argoproj.io/sync-options"] ?? "");
  return isHook || (/\bForce=true\b/.test(options) && /\bReplace=true\b/.test(options));
}

function recordIn(object: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = object[key];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function nameOf(object: Record<string, unknown>): string {
  return `${String(object.kind)}/${String(recordIn(object, "metadata").name)}`;
}

function replaced(document: Document.Parsed, place: readonly string[], text: string): Cut | undefined {
  const node = document.getIn(place, true);
  if (!isScalar(node) || !node.range) return undefined;
  return { from: node.range[0], to: node.range[1], text };
}

/** The line of metadata.namespace; kustomize writes each entry on its own line. */
function removed(document: Document.Parsed, text: string): Cut {
  const metadata = document.get("metadata", true) as unknown;
  const pair = isMap(metadata)
    ? metadata.items.find(({ key }) => isScalar(key) && key.value === "namespace")
    : undefined;
  const key = pair?.key;
  if (!isScalar(key) || !key.range) throw new Error("metadata.namespace: no key");
  const from = text.lastIndexOf("\n", key.range[0]) + 1;
  return { from, to: text.indexOf("\n", key.range[0]) + 1, text: "" };
}

function applied(text: string, cuts: readonly Cut[]): string {
  return cuts
    .toSorted((one, other) => other.from - one.from)
    .reduce((rest, { from, to, text: put }) => `${rest.slice(0, from)}${put}${rest.slice(to)}`, text);
}
