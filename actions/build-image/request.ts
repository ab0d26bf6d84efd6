import { z } from "zod";
import { defineRequest, type Request } from "../lib/request/request.ts";
import { commitSha, optionalText, services } from "../lib/request/values.ts";

export const request = defineRequest({
  verb: "build-image",
  summary:
    "Builds and pushes one image a service with BuildKit, and reads each digest back from the registry.",
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
    registry: {
      description:
        "Registry, with a path if there is one, that images are pushed to: registry.example.com/team.",
      schema: z
        .string()
        .regex(
          /^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/,
          "not a registry (host[:port][/path], without https:// and slash at the end)",
        ),
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
    "node-image": {
      description:
        "Base image with Node, given to the Dockerfile as NODE_IMAGE; the Dockerfile's own when empty.",
      schema: optionalText,
      default: "",
    },
  },
  outputs: {
    images:
      'What was built: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
  },
});

export type BuildImageRequest = Request<typeof request>;
