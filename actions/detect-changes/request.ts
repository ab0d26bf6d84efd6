import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { branchInput, firstEnvironmentInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { optionalText, text } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "detect-changes",
  summary: "Says which services need a release, and why.",
  inputs: {
    source: {
      description: "Commit that would be released: a sha or a ref of the checkout.",
      schema: text,
      default: "HEAD",
    },
    base: {
      description:
        "The commit that the source is to be merged into: what changed since their common ancestor is reported. When empty, the event's own for pull_request and merge_group; for all others, what changed since the release pinned in the environment.",
      schema: optionalText,
      default: "",
    },
    "cut-from": {
      description:
        "For a hotfix: branch it was cut from. What its own commits changed is reported, also after they were merged back.",
      schema: optionalText,
      default: "",
    },
    environment: firstEnvironmentInput("Environment whose pinned releases are compared with the source."),
    branch: branchInput("Branch whose tip says what is pinned."),
  },
  outputs: {
    services: "Names of the services that need a release: a JSON array, [] when there is none.",
    reasons: "Why each of them needs one: a JSON object, service to text.",
    selection: "some, or none when no service needs a release; the summary says why for each.",
    source: "Full sha of the commit they would be released from.",
  },
});

export type DetectChangesRequest = Request<typeof request>;
