import { imageInputs, layoutsInput } from "@slipway/lib/app/request/image-inputs.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";
import { attestationKinds } from "@slipway/lib/io/cosign/attestations.ts";

export const request = defineRequest({
  verb: "sign-image",
  summary:
    "Signs pushed images, and attests what was found out about them, by their digest with cosign; verifies all of it in the registry.",
  inputs: {
    ...imageInputs,
    attestations: {
      description:
        "What is attested next to the signature: provenance (written by build-image), sbom and scan (written by scan-image), with commas between them, or nothing.",
      schema: attestationKinds,
      default: "",
    },
    layouts: layoutsInput,
  },
  outputs: {
    images:
      'What is signed: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
  },
});

export type SignImageRequest = Request<typeof request>;
