import { layoutsInput } from "@slipway/lib/app/request/image-inputs.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { commitSha, flag, optionalText, services } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

/** `{service}` in it is each service's name: a scope that two services share is overwritten by the last. */
const cache = optionalText.refine(
  (value) => value === undefined || (/^type=[a-z]+(,|$)/.test(value) && value.includes("{service}")),
  "not a cache for each service (type=gha,scope={service})",
);

/** `NAME=value` a line; a variable of the workflow that is not set gives no value, and then the file's own holds. */
const buildArgs = z.string().transform((value, context): Readonly<Record<string, string>> => {
  const lines = value.split("\n").map((line) => line.trim());
  const pairs = lines.filter((line) => line !== "").map((line) => line.split("="));
  for (const [name = ""] of pairs.filter((pair) => pair.length < 2 || !/^\w+$/.test(pair[0] ?? ""))) {
    context.addIssue(`"${name}" is no NAME=value`);
  }
  return Object.fromEntries(
    pairs.map(([name = "", ...text]) => [name, text.join("=")] as const).filter(([, text]) => text !== ""),
  );
});

export const request = defineRequest({
  verb: "build-image",
  summary:
    "Builds one image a service with BuildKit into an OCI layout on disk; needs no registry, no login and pushes nothing.",
  inputs: {
    services: {
      description:
        "Names of the services to build: a JSON array (output of detect-changes) or a list with commas.",
      schema: services,
    },
    source: {
      description: "Full sha of the commit to build, which must be the one checked out.",
      schema: commitSha,
    },
    platforms: {
      description: "Platforms of an image whose service.yaml names none, with commas between them.",
      schema: z
        .string()
        .regex(
          /^[a-z0-9]+\/[a-z0-9/]+(,[a-z0-9]+\/[a-z0-9/]+)*$/,
          "not a list of platforms (os/arch,os/arch)",
        ),
      default: "linux/amd64",
    },
    "require-platforms": {
      description:
        'Whether an image must have all platforms; "false" builds those the machine can run where it cannot emulate the others, and warns.',
      schema: flag,
      default: "true",
    },
    "build-args": {
      description:
        "Build arguments of all images, one NAME=value a line, over those of slipway.yaml and service.yaml; one without a value is left out.",
      schema: buildArgs,
      default: "",
    },
    "cache-from": {
      description:
        "Cache that BuildKit reads, with {service} where a service's name goes: type=gha,scope={service}.",
      schema: cache,
      default: "",
    },
    "cache-to": {
      description: "Cache that BuildKit writes, likewise; give it on the main branch alone.",
      schema: cache,
      default: "",
    },
    output: layoutsInput,
  },
  outputs: {
    images:
      'What was built: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
    layouts: "Folder of the OCI image layouts, one a service.",
  },
});

export type BuildImageRequest = Request<typeof request>;
