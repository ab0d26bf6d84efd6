import { imageInputs } from "../lib/cosign/image.ts";
import { layoutsInput } from "../lib/oci/layout-folder.ts";
import { defineRequest, type Request } from "../lib/request/request.ts";

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
