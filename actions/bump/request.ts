import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs, branchInput, firstEnvironmentInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";
import { secondsOf } from "@slipway/lib/domain/durations/parse.ts";
import { commitSha, imageDigest, imageKey, json, optionalText } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

/** In seconds. */
const duration = z
  .string()
  .regex(/^(0|[1-9]\d*[smh])$/, "not a duration (0, 90s, 10m, 1h)")
  .transform((value) => (value === "0" ? 0 : secondsOf(value)));

/** Default of `wait`. */
export const DEFAULT_WAIT_SECONDS = 600;

const path = z
  .array(z.union([z.string().min(1), z.int().min(0)]))
  .min(1)
  .or(
    z
      .string()
      .min(1)
      .transform((keys) => keys.split(".")),
  );
const file = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.{0,2}(\/|$))[^\n]+$/, "not a path from the repository's root");
// What is read is written into a file and a commit message: one word each.
const word = z.string().regex(/^[\x21-\x7e]+$/, "not a single word");
const image = { tag: word, digest: imageDigest };

const filePin = z.union(
  [
    z.strictObject({ file, image: word, ...image }),
    z.strictObject({ file, values: path, ...image, repository: word.optional() }),
    z.strictObject({ file, path, value: word, repository: word.optional() }),
  ],
  'not {"file", "image", "tag", "digest"}, {"file", "values", "tag", "digest"} or {"file", "path", "value"}',
);

export type FilePin = z.output<typeof filePin>;

export const request = defineRequest({
  verb: "bump",
  summary:
    "Pins built images in the first environment, with the manifests rendered for them: one commit, one push.",
  inputs: {
    images: {
      description:
        'What was built (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}.',
      schema: json(z.record(imageKey, z.object({ name: z.string(), digest: imageDigest }))),
      default: "{}",
    },
    pins: {
      description:
        'Instead of images, for repositories without release folders: a JSON array of values to replace in files of the branch, each {"file", "image", "tag", "digest"} for an entry of a kustomization, {"file", "values", "tag", "digest"} for a map of Helm values, or {"file", "path", "value"}. A path is a list, or keys with dots. The registry must have the image; "repository" says which it is where the file does not.',
      schema: json(z.array(filePin)),
      default: "[]",
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: commitSha,
    },
    repository: {
      description:
        "Address of the repository that source is a commit of, one of `sources` in slipway.yaml of the checkout: for a separate configuration repository. When empty, source is a commit of the checkout's own repository.",
      schema: optionalText,
      default: "",
    },
    environment: firstEnvironmentInput(
      "Environment to pin in; it must be one that follows no other. With pins: the one they are written for, whose stop, holds and freezes count, next to those of an environment that a file's path names.",
    ),
    wait: {
      description:
        "How long to wait for a service whose canary runs (0, 90s, 10m); what still waits then is left to the next run. Not with pins.",
      schema: duration,
      default: "10m",
    },
    branch: branchInput("Branch the environments live on."),
    ...trustInputs,
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
