// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  imageDigest,
  imageKey,
  json,
  object,
  optionalText,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/request/image-inputs.ts
init_oldest_node();
var imageInputs = {
  images: {
    description: 'Images, as build-image gives them: a JSON object, service to {"name": …, "digest": "sha256:…"}.',
    schema: json(record(imageKey, object({ name: string().min(1), digest: imageDigest })))
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: string().regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)")
  }
};
var layoutsInput = {
  description: "Folder of the OCI image layouts, one a service; $RUNNER_TEMP/images on a runner, else .slipway/images in the workspace, when empty.",
  schema: optionalText,
  default: ""
};

export {
  imageInputs,
  layoutsInput
};
