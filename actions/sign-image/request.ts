import { imageInputs } from "../lib/cosign/image.ts";
import { defineRequest, type Request } from "../lib/request/request.ts";

export const request = defineRequest({
  verb: "sign-image",
  summary: "Signs pushed images by their digest with cosign, and verifies each signature in the registry.",
  inputs: imageInputs,
  outputs: {
    images:
      'What is signed: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
  },
});

export type SignImageRequest = Request<typeof request>;
