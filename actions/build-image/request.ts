import * as z from "zod";
import { layoutsInput } from "../lib/oci/layout-folder.ts";
import { defineRequest, type Request } from "../lib/request/request.ts";
import { commitSha, flag, optionalText, services } from "../lib/request/values.ts";

/** `{service}` in it is each service's name: a scope that two services share is overwritten by the last. */
const cache = optionalText.refine(
  (value) => value === undefined || (/^type=[a-z]+(,|$)/.test(value) && value.includes("{service}")),
  "not a cache for each service (type=gha,scope={service})",
);

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
      description: "Platforms of the image, with commas between them.",
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
    "node-image": {
      description:
        "Base image with Node, given to the Dockerfile as NODE_IMAGE; the Dockerfile's own when empty.",
      schema: optionalText,
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
