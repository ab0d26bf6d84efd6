// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  nextVersions,
  request
} from "./shared-next-version.js";
import "./shared-bump-next-version.js";
import "./shared-bump-hotfix-next-version.js";
import "./shared-11-verbs-cb2f6bdd.js";
import "./shared-14-verbs-98873d3f.js";
import "./shared-11-verbs-752aa88d.js";
import "./shared-12-verbs-1039ce8e.js";
import "./shared-14-verbs-a8d0fdbe.js";
import "./shared-15-verbs-41ae7a75.js";
import "./shared-19-verbs-798eb292.js";
import "./shared-16-verbs-64058615.js";
import "./shared-17-verbs-e10ec0b6.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/next-version/index.ts
init_oldest_node();
await action(request, nextVersions);
