import * as z from "zod";
import type { Input } from "../../app/request/request.ts";
import { imageDigest, json, serviceName } from "../../app/request/values.ts";

/** An image by its digest; a tag can be moved to other content after it was signed. */
export interface PushedImage {
  /** Host, with a path if there is one: `registry.example.com/team`. */
  readonly registry: string;
  /** Name inside manifests, without registry and tag: `bank/product`. */
  readonly name: string;
  readonly digest: string;
}

export function referenceOf({ registry, name, digest }: PushedImage): string {
  return `${registry}/${name}@${digest}`;
}

/** Repository inside the registry, without its host: what a copy of the image in another registry keeps. */
export function repositoryOf({ registry, name }: Pick<PushedImage, "registry" | "name">): string {
  return withoutHost(`${registry}/${name}`);
}

export function withoutHost(repository: string): string {
  return repository.slice(repository.indexOf("/") + 1);
}

/** What is to be signed or verified: the same two inputs for both verbs. */
export const imageInputs = {
  images: {
    description:
      'Images, as build-image gives them: a JSON object, service to {"name": …, "digest": "sha256:…"}.',
    schema: json(z.record(serviceName, z.object({ name: z.string().min(1), digest: imageDigest }))),
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: z
      .string()
      .regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)"),
  },
} as const satisfies Readonly<Record<string, Input>>;
