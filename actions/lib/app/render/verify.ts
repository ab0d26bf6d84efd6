import { parseAllDocuments } from "yaml";
import * as z from "zod";
import type { Environment } from "../../domain/environments/environments.ts";
import { ownImage } from "../../domain/images/allowed.ts";
import { RELEASE_ID_ANNOTATION, type Release } from "../../domain/releases/releases.ts";
import { TargetBroken } from "./broken.ts";
import { imagesRefused } from "./image-rules.ts";
import { overlayPath } from "./paths.ts";

const isRollout = (object: unknown): boolean =>
  z.looseObject({ kind: z.literal("Rollout") }).safeParse(object).success;

const rollout = z.object({
  kind: z.literal("Rollout"),
  spec: z.object({
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.unknown()).default({}) }).optional(),
      spec: z.object({
        containers: z.array(z.object({ name: z.string(), image: z.string() })).default([]),
        initContainers: z.array(z.object({ name: z.string(), image: z.string() })).default([]),
      }),
    }),
  }),
});

/**
 * Holds what was built against what was promised: the service's Rollout runs the pinned image from the environment's
 * registry, its pods tell the release id, and every other image is one that the environment lists. Throws `TargetBroken`.
 */
export function verifyTarget(manifests: string, environment: Environment, release: Release): void {
  const file = overlayPath(environment.name, release.service);
  const broken = (words: string, remedy: string) => new TargetBroken(file, undefined, words, remedy);
  const objects = parseAllDocuments(manifests).map((document): unknown => document.toJS());
  const parsed = objects.filter((object) => isRollout(object)).map((object) => rollout.safeParse(object));
  const rollouts = parsed.flatMap(({ data }) => data?.spec.template ?? []);
  if (rollouts.length === 0 || rollouts.length < parsed.length) {
    throw broken(
      "what is built has no Rollout with a pod template, or one without",
      "Fix rollouts/chart: a service is a Rollout.",
    );
  }
  const image = ownImage(environment, release);
  for (const template of rollouts) {
    const id = template.metadata?.annotations[RELEASE_ID_ANNOTATION];
    if (id !== release.id) {
      throw broken(
        `the pods' annotation ${RELEASE_ID_ANNOTATION} is ${String(id ?? "missing")}, the release is ${release.id}`,
        "Remove the patch that changes the pods' annotations.",
      );
    }
    const images = [...template.spec.initContainers, ...template.spec.containers].map((each) => each.image);
    if (images.includes(image)) continue;
    throw broken(
      `the pods run ${images.join(", ") || "no image"}, expected ${image}`,
      `Write under images: {name: ${release.image.name}, newName: ${environment.registry}/${release.image.name}}, without newTag and digest.`,
    );
  }
  const refused = imagesRefused(file, objects, environment, release);
  if (refused !== undefined) throw refused;
}
