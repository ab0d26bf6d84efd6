import { hotfixTrustInputs } from "@slipway/lib/app/hotfixes/trust.ts";
import { BadRequest, defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs, branchInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";
import { HOTFIX_NAME } from "@slipway/lib/domain/hotfixes/branches.ts";
import { commitSha, imageDigest, imageKey, json, list } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

const orEmpty = <S extends z.ZodType<string>>(schema: S) =>
  z
    .literal("")
    .or(schema)
    .transform((value) => (value === "" ? undefined : value));

export const request = defineRequest({
  verb: "hotfix",
  summary:
    "Opens a pull request that releases a hotfix straight into the environments that allow it, and keeps the check slipway/gates of open ones current.",
  inputs: {
    images: {
      description:
        'What was built from the hotfix (output of build-image): a JSON object, service to {"name": …, "digest": "sha256:…"}. Empty: looks after the pull requests that are open.',
      schema: json(z.record(imageKey, z.object({ name: z.string(), digest: imageDigest }))),
      default: "{}",
    },
    source: {
      description: "Full sha of the commit the images were built from; manifests are rendered at it.",
      schema: orEmpty(commitSha),
      default: "",
    },
    from: {
      description: "Branch of the hotfix: hotfix/<name>.",
      schema: orEmpty(z.string().regex(HOTFIX_NAME, "not hotfix/<name> (lower case letters, digits, . _ -)")),
      default: "",
    },
    environments: {
      description: "Environments to bring it into; all whose environment.yaml allows hotfixes when empty.",
      schema: list,
      default: "",
    },
    branch: branchInput("Branch the environments live on."),
    ...trustInputs,
    ...hotfixTrustInputs,
    ...botInputs,
  },
  outputs: {
    pulls:
      'Open pull requests of hotfixes: a JSON array of {"environment": …, "hotfix": …, "number": …, "url": …}.',
  },
});

export type HotfixRequest = Request<typeof request>;

export interface Built {
  readonly images: HotfixRequest["images"];
  readonly source: string;
  readonly from: string;
}

/** Undefined: nothing was built, open pull requests are updated. Throws with everything that is missing. */
export function builtIn({ images, source, from }: HotfixRequest): Built | undefined {
  if (Object.keys(images).length === 0) return undefined;
  if (source !== undefined && from !== undefined) return { images, source, from };
  const missing = [
    ...(source === undefined ? ["source: the commit they were built from"] : []),
    ...(from === undefined ? ["from: the branch hotfix/<name>"] : []),
  ];
  throw new BadRequest(missing.map((each) => `hotfix: images are given without ${each}.\n  Give it.`));
}
