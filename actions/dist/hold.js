// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  hold,
  request
} from "./shared-hold.js";
import "./shared-9-verbs-a0be4e2b.js";
import "./shared-5-verbs-583f1538.js";
import "./shared-11-verbs-57297b5c.js";
import "./shared-12-verbs-172a5c86.js";
import "./shared-4-verbs-e5e2a983.js";
import "./shared-13-verbs-1f159689.js";
import "./shared-14-verbs-f8fa623c.js";
import "./shared-14-verbs-98873d3f.js";
import "./shared-15-verbs-41ae7a75.js";
import "./shared-17-verbs-154b40da.js";
import "./shared-16-verbs-b9f264da.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/hold/index.ts
init_oldest_node();
await action(request, hold);
