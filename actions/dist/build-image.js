// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  buildImage,
  request
} from "./shared-build-image.js";
import "./shared-12-verbs-1039ce8e.js";
import "./shared-14-verbs-a8d0fdbe.js";
import "./shared-15-verbs-41ae7a75.js";
import "./shared-19-verbs-798eb292.js";
import "./shared-16-verbs-64058615.js";
import "./shared-build-image-sign-image.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-5-verbs-f9431fe2.js";
import "./shared-17-verbs-2776c8e5.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/build-image/index.ts
init_oldest_node();
await action(request, buildImage);
