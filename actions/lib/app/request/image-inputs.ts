/** Inputs that name images. */
import * as z from "zod";
import { imageDigest, imageKey, json, optionalText } from "../../domain/parsing/values.ts";
import type { Input } from "./request.ts";

/** What is to be signed or verified: the same two inputs for both verbs. */
export const imageInputs = {
  images: {
    description:
      'Images, as build-image gives them: a JSON object, service to {"name": …, "digest": "sha256:…"}.',
    schema: json(z.record(imageKey, z.object({ name: z.string().min(1), digest: imageDigest }))),
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: z
      .string()
      .regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)"),
  },
} as const satisfies Readonly<Record<string, Input>>;

/** The same input for build-image, scan-image, push-image and sign-image, so that a workflow can leave it out. */
export const layoutsInput = {
  description:
    "Folder of the OCI image layouts, one a service; $RUNNER_TEMP/images on a runner, else .slipway/images in the workspace, when empty.",
  schema: optionalText,
  default: "",
} as const satisfies Input;
