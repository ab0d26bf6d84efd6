// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  buildImage,
  request
} from "./shared-build-image.js";
import "./shared-13-verbs-5a189a5d.js";
import "./shared-14-verbs-d4a29309.js";
import "./shared-16-verbs-104996a2.js";
import "./shared-15-verbs-200a5a2a.js";
import "./shared-build-image-sign-image.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-16-verbs-38138595.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/build-image/index.ts
init_oldest_node();
await action(request, buildImage);
