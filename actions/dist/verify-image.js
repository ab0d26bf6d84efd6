// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  verifyImages
} from "./shared-verify-image.js";
import "./shared-6-verbs-c1086578.js";
import "./shared-9-verbs-a1c0c02d.js";
import "./shared-12-verbs-23e32673.js";
import "./shared-17-verbs-e10ec0b6.js";
import "./shared-10-verbs-f5294eb2.js";
import "./shared-13-verbs-10b04095.js";
import "./shared-5-verbs-f9431fe2.js";
import "./shared-18-verbs-d4e90f00.js";
import "./shared-17-verbs-2776c8e5.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/verify-image/index.ts
init_oldest_node();
await action(request, verifyImages);
