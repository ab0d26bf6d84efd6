import { bypassInputs } from "@slipway/lib/app/promotions/bypass.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs } from "@slipway/lib/app/request/shared-inputs.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";
import { DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { flag } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

export const request = defineRequest({
  verb: "promote",
  summary:
    "Opens, updates or closes one pull request for each service and environment, depending on the gates.",
  inputs: {
    branch: {
      description: "Branch the environments live on.",
      schema: z.string().regex(/^[\w][\w./-]*$/, "not a branch name"),
      default: DEFAULTS.branch,
      setting: "branch",
    },
    "re-render": {
      description:
        "Whether a release that leaves the first environment must be what its source commit renders (true, false); needs helm.",
      schema: flag,
      default: "true",
    },
    ...bypassInputs,
    ...trustInputs,
    ...botInputs,
  },
  outputs: {
    pulls: 'Open promotions: a JSON array of {"environment": …, "service": …, "number": …, "url": …}.',
  },
});

export type PromoteRequest = Request<typeof request>;
