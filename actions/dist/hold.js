// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  hold,
  request
} from "./shared-hold.js";
import "./shared-6-verbs-cd22725f.js";
import "./shared-8-verbs-a4397331.js";
import "./shared-10-verbs-521d606e.js";
import "./shared-11-verbs-b688f989.js";
import "./shared-10-verbs-423d2df6.js";
import "./shared-5-verbs-583f1538.js";
import "./shared-11-verbs-57297b5c.js";
import "./shared-13-verbs-8f9a8474.js";
import "./shared-6-verbs-b1207528.js";
import "./shared-13-verbs-1f159689.js";
import "./shared-15-verbs-e34f738c.js";
import "./shared-14-verbs-98873d3f.js";
import "./shared-11-verbs-752aa88d.js";
import "./shared-15-verbs-41ae7a75.js";
import "./shared-19-verbs-798eb292.js";
import "./shared-16-verbs-64058615.js";
import "./shared-17-verbs-e10ec0b6.js";
import "./shared-18-verbs-d4e90f00.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/hold/index.ts
init_oldest_node();
await action(request, hold);
