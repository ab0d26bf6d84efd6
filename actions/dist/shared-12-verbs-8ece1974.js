// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  external_exports,
  imageDigest,
  json,
  serviceName
} from "./shared.js";

// actions/lib/cosign/image.ts
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
    schema: json(external_exports.record(serviceName, external_exports.object({ name: external_exports.string().min(1), digest: imageDigest })))
  },
  registry: {
    description: "Registry, with a path if there is one, that holds the images: registry.example.com/team.",
    schema: external_exports.string().regex(/^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/, "not a registry (host[:port][/path], without https://)")
  }
};

export {
  referenceOf,
  repositoryOf,
  withoutHost,
  imageInputs
};
