import { hotfixTrustInputs } from "@slipway/lib/app/hotfixes/trust.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";
import { DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import * as z from "zod";

const commit = z
  .string()
  .regex(/^([0-9a-f]{40})?$/, "not a full commit id")
  .transform((value) => (value === "" ? undefined : value));

export const request = defineRequest({
  verb: "check-gates",
  summary:
    "Posts the check slipway/gates on a pull request's or a merge queue's head: release folders are moved by promotions only.",
  inputs: {
    head: {
      description:
        "Commit the pull request would merge, in full; empty: the heads of all open pull requests, for the branch or a hold has moved.",
      schema: commit,
      default: "",
    },
    base: {
      description:
        "Of a merge queue's group: the commit it goes on top of (merge_group.base_sha); head is the queue's commit then.",
      schema: commit,
      default: "",
    },
    branch: {
      description:
        "Branch the environments live on. The pull request is held against it whatever its own base is: a check belongs to a commit, and the base can be changed later.",
      schema: z.string().regex(/^[\w][\w./-]*$/, "not a branch name"),
      default: DEFAULTS.branch,
      setting: "branch",
    },
    ...trustInputs,
    ...hotfixTrustInputs,
  },
  outputs: {
    state:
      "What was posted: success, failure or pending; of all open pull requests the worst, and error where one could not be looked at.",
  },
});

export type CheckGatesRequest = Request<typeof request>;
