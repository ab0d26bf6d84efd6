import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { text } from "@slipway/lib/domain/parsing/values.ts";

export const request = defineRequest({
  verb: "resume",
  summary: "Ends an emergency stop, by deleting the branch stop/<environment>.",
  inputs: {
    environment: {
      description: 'Environment whose stop ends, or "all" for the one of everything.',
      alias: "env",
      schema: text,
    },
  },
  outputs: {
    remaining: "Stops that are still active: a JSON array of branch names.",
  },
});

export type ResumeRequest = Request<typeof request>;
