// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  detectChanges,
  request
} from "./shared-detect-changes.js";
import "./shared-check-gates-detect-changes-hotfix.js";
import "./shared-10-verbs-9ec9bd56.js";
import "./shared-12-verbs-4b5a3193.js";
import "./shared-13-verbs-5a189a5d.js";
import "./shared-14-verbs-d4a29309.js";
import "./shared-16-verbs-104996a2.js";
import "./shared-15-verbs-200a5a2a.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/detect-changes/index.ts
init_oldest_node();
await action(request, detectChanges);
