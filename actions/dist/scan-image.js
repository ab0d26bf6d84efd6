// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  scanImages
} from "./shared-scan-image.js";
import "./shared-8-verbs-98441030.js";
import "./shared-15-verbs-200a5a2a.js";
import "./shared-10-verbs-e92d18ea.js";
import "./shared-13-verbs-e3fe6a9d.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-16-verbs-38138595.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/scan-image/index.ts
init_oldest_node();
await action(request, scanImages);
