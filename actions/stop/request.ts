import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { botInputs, branchInput } from "@slipway/lib/app/request/shared-inputs.ts";
import { text } from "@slipway/lib/domain/parsing/values.ts";
import * as z from "zod";

export const request = defineRequest({
  verb: "stop",
  summary:
    "Stops bumps and promotions into an environment at once, by pushing the branch stop/<environment>.",
  inputs: {
    environment: {
      description: 'Environment to stop, or "all".',
      alias: "env",
      schema: text,
    },
    reason: {
      description: "Reason; shown to everybody who waits.",
      schema: z.string().min(1, "expected a reason"),
    },
    branch: branchInput("Branch the environments live on."),
    ...botInputs,
  },
  outputs: {
    branch: "The branch that stops the environment, made by this run or another one.",
  },
});

export type StopRequest = Request<typeof request>;
