import { parseAllDocuments } from "yaml";
import * as z from "zod";
import type { Environment } from "../../domain/environments/environments.ts";
import { ownImages } from "../../domain/images/allowed.ts";
import { POD_TEMPLATES } from "../../domain/releases/kinds.ts";
import { RELEASE_ID_ANNOTATION, type Release } from "../../domain/releases/releases.ts";
import { TargetBroken } from "./broken.ts";
import { imagesRefused } from "./image-rules.ts";
import { overlayPath } from "./paths.ts";

const containers = z.array(z.object({ name: z.string(), image: z.string() })).default([]);

const podTemplate = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.unknown()).default({}) }).optional(),
  spec: z.object({ containers, initContainers: containers }),
});

const named = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

/**
 * Verifies the built manifests: the pods run the pinned image from the environment's registry and have the
 * release id, and every other image is listed by the environment. Throws `TargetBroken`.
 */
export function verifyTarget(manifests: string, environment: Environment, release: Release): void {
  const file = overlayPath(environment.name, release.service);
  const broken = (words: string, remedy: string) => new TargetBroken(file, undefined, words, remedy);
  const objects = parseAllDocuments(manifests, { uniqueKeys: false }).map((document): unknown =>
    document.toJS(),
  );
  const workloads = objects.flatMap((object) => workloadOf(object) ?? []);
  const odd = workloads.find(({ template }) => template === undefined);
  if (workloads.length === 0 || odd !== undefined) {
    const kinds = [...POD_TEMPLATES.keys()].join(", ");
    throw broken(
      odd === undefined ? "what is built runs no pods" : `${odd.name} has no pod template`,
      `Fix what the service is rendered from: it needs one of ${kinds}.`,
    );
  }
  const [image] = ownImages(environment, release);
  for (const { name, template } of workloads) {
    const id = template?.metadata?.annotations[RELEASE_ID_ANNOTATION];
    if (id !== release.id) {
      throw broken(
        `${name}: the pods' annotation ${RELEASE_ID_ANNOTATION} is ${String(id ?? "missing")}, the release is ${release.id}`,
        "Remove the patch that changes the pods' annotations.",
      );
    }
  }
  const all = workloads.map(({ template }) => imagesIn(template));
  const images = all.flat();
  // A Rollout is judged by its canary, which must run the release; next to another kind there may be pods of other images.
  const isLacking = workloads.some(
    ({ kind }, index) => kind === "Rollout" && all[index]?.includes(image) === false,
  );
  if (isLacking || !images.includes(image)) {
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, expected ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`,
    );
  }
  const refused = imagesRefused(file, objects, environment, release);
  if (refused !== undefined) throw refused;
}

interface Workload {
  readonly kind: string;
  readonly name: string;
  /** Undefined if there is none. */
  readonly template: z.output<typeof podTemplate> | undefined;
}

function workloadOf(object: unknown): Workload | undefined {
  const { data } = named.safeParse(object);
  const path = data === undefined ? undefined : POD_TEMPLATES.get(data.kind);
  if (data === undefined || path === undefined) return undefined;
  const template = path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    object,
  );
  return {
    kind: data.kind,
    name: `${data.kind}/${data.metadata.name}`,
    template: podTemplate.safeParse(template).data,
  };
}

function imagesIn(template: Workload["template"]): readonly string[] {
  if (template === undefined) return [];
  return [...template.spec.initContainers, ...template.spec.containers].map(({ image }) => image);
}
