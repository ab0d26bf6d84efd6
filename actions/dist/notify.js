// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  notify,
  request
} from "./shared-notify.js";
import "./shared-11-verbs-752aa88d.js";
import "./shared-19-verbs-798eb292.js";
import "./shared-18-verbs-d4e90f00.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/notify/index.ts
init_oldest_node();
await action(request, notify);
