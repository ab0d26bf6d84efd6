// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  stop
} from "./shared-stop.js";
import "./shared-5-verbs-640706e5.js";
import "./shared-10-verbs-739bafee.js";
import "./shared-4-verbs-e5e2a983.js";
import "./shared-12-verbs-9a11eebf.js";
import "./shared-13-verbs-25bca711.js";
import "./shared-16-verbs-104996a2.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/stop/index.ts
init_oldest_node();
await action(request, stop);
