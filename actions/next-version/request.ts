import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { branchInput, firstEnvironmentInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { services, text } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "next-version",
  summary:
    "Says which version each service's next release gets, from its conventional commits since the last.",
  inputs: {
    services: {
      description: "Names of the services: a JSON array or a list with commas. All when empty.",
      schema: services,
      default: "",
    },
    source: {
      description: "Commit that would be released: a sha or a ref of the checkout.",
      schema: text,
      default: "HEAD",
    },
    environment: firstEnvironmentInput("Environment that releases enter first."),
    branch: branchInput("Branch whose tip says what is pinned."),
  },
  outputs: {
    versions: "The next version of each service: a JSON object, service to version.",
  },
});

export type NextVersionRequest = Request<typeof request>;
