// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  nextVersions,
  request
} from "./shared-next-version.js";
import "./shared-bump-next-version.js";
import "./shared-bump-hotfix-next-version.js";
import "./shared-11-verbs-2b7917df.js";
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

// actions/next-version/index.ts
init_oldest_node();
await action(request, nextVersions);
