import { imageInputs } from "@slipway/lib/app/request/image-inputs.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { trustInputs } from "@slipway/lib/app/request/trust-inputs.ts";

export const request = defineRequest({
  verb: "verify-image",
  summary: "Lets only images through that are signed by a key, or by one workflow on one ref.",
  inputs: { ...imageInputs, ...trustInputs },
  outputs: {
    images:
      'What may continue: a JSON object, service to {"name": …, "digest": …}. All of them when there is nothing to verify against.',
  },
});

export type VerifyImageRequest = Request<typeof request>;
