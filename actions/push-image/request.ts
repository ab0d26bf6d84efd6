import { imageInputs, layoutsInput } from "@slipway/lib/app/request/image-inputs.ts";
import { defineRequest, type Request } from "@slipway/lib/app/request/request.ts";

export const request = defineRequest({
  verb: "push-image",
  summary: "Pushes image layouts to the registry, each by its digest, and reads each digest back from there.",
  inputs: { ...imageInputs, layouts: layoutsInput },
  outputs: {
    images:
      'What the registry has: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
  },
});

export type PushImageRequest = Request<typeof request>;
