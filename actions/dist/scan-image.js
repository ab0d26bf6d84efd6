// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  scanImages
} from "./shared-scan-image.js";
import "./shared-9-verbs-4ea48d6b.js";
import "./shared-16-verbs-64058615.js";
import "./shared-10-verbs-f5294eb2.js";
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

// actions/scan-image/index.ts
init_oldest_node();
await action(request, scanImages);
