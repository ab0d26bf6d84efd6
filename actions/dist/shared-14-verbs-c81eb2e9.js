// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  imageDigest,
  json,
  object,
  record,
  serviceName,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/cosign/image.ts
init_oldest_node();
function referenceOf({ registry, name, digest }) {
  return `${registry}/${name}@${digest}`;
}
function repositoryOf({ registry, name }) {
  return withoutHost(`${registry}/${name}`);
}
function withoutHost(repository) {
  return repository.slice(repository.indexOf("/") + 1);
}
var imageInputs = {
  images: {
    description: 'Images, as build-image gives them: a JSON object, service to {"name": …, "digest": "sha256:…"}.',
    schema: json(record(serviceName, object({ name: string().min(1), digest: imageDigest })))
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: string().regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)")
  }
};

export {
  referenceOf,
  repositoryOf,
  withoutHost,
  imageInputs
};
