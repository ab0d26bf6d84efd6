import { z } from "zod";
import { defineRequest, type Request } from "../lib/request/request.ts";
import { botInputs, commitSha, imageDigest, json, serviceName, text } from "../lib/request/values.ts";

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** In seconds. */
const duration = z
  .string()
  .regex(/^(0|[1-9]\d*[smh])$/, "not a duration (0, 90s, 10m, 1h)")
  .transform((value) =>
    value === "0" ? 0 : Number.parseInt(value, 10) * SECONDS[value.slice(-1) as keyof typeof SECONDS],
  );

export const request = defineRequest({
  verb: "bump",
  summary:
    "Pins built images in the first environment, with the manifests rendered for them: one commit, one push.",
  inputs: {
    images: {
      description:
        'What was built (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}.',
      schema: json(z.record(serviceName, z.object({ name: z.string(), digest: imageDigest }))),
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: commitSha,
    },
    environment: {
      description: "Environment to pin in; it must be one that follows no other.",
      schema: text,
      default: "dev",
    },
    wait: {
      description:
        "How long to wait for a service whose canary runs (0, 90s, 10m); what still waits then is left to the next run.",
      schema: duration,
      default: "10m",
    },
    branch: {
      description: "Branch the environments live on.",
      schema: text,
      default: "main",
    },
    ...botInputs,
  },
  outputs: {
    commit:
      "Full sha of the commit that pinned the releases, the last one when some were waited for; empty when nothing had to be pinned.",
    releases:
      'What was pinned: a JSON object, service to {"id": …, "version": …, "digest": …}. A service that failed is not in it.',
  },
});

export type BumpRequest = Request<typeof request>;
