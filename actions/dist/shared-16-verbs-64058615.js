// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/images/further.ts
init_oldest_node();
function furtherKey(service, key) {
  return `${service}.${key}`;
}
function furtherName(image, key) {
  return `${image}-${key}`;
}
function serviceOfKey(name) {
  return name.split(".", 1)[0] ?? name;
}
function releaseImages({
  image,
  images = {}
}) {
  return [image, ...sorted(images).map(([, each]) => each)];
}
function handedOn(release) {
  const { service, image, images = {} } = release;
  const further = sorted(images).map(([key, each]) => [furtherKey(service, key), { ...each }]);
  return Object.fromEntries([[service, { ...image }], ...further]);
}
function sorted(images) {
  return Object.entries(images).toSorted(([one], [other]) => one < other ? -1 : 1);
}

export {
  furtherKey,
  furtherName,
  serviceOfKey,
  releaseImages,
  handedOn,
  sorted
};
