// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  hotfix,
  request
} from "./shared-hotfix.js";
import "./shared-bump-hotfix.js";
import "./shared-hotfix-promote.js";
import "./shared-bump-hotfix-promote.js";
import "./shared-check-gates-hotfix.js";
import "./shared-7-verbs-8a3ad07c.js";
import "./shared-check-gates-hotfix-rollback.js";
import "./shared-4-verbs-901ebfc9.js";
import "./shared-9-verbs-58214db3.js";
import "./shared-10-verbs-5cdede6f.js";
import "./shared-5-verbs-583f1538.js";
import "./shared-10-verbs-4f8c7c1e.js";
import "./shared-11-verbs-4b8cf839.js";
import "./shared-10-verbs-739bafee.js";
import "./shared-4-verbs-e5e2a983.js";
import "./shared-12-verbs-9a11eebf.js";
import "./shared-13-verbs-25bca711.js";
import "./shared-check-gates-detect-changes-hotfix.js";
import "./shared-bump-hotfix-next-version.js";
import "./shared-11-verbs-2b7917df.js";
import "./shared-10-verbs-9ec9bd56.js";
import "./shared-12-verbs-4b5a3193.js";
import "./shared-13-verbs-5a189a5d.js";
import "./shared-14-verbs-d4a29309.js";
import "./shared-16-verbs-104996a2.js";
import "./shared-8-verbs-98441030.js";
import "./shared-15-verbs-200a5a2a.js";
import "./shared-9-verbs-a35118eb.js";
import "./shared-7-verbs-38329387.js";
import "./shared-11-verbs-2d98f0d4.js";
import "./shared-10-verbs-e92d18ea.js";
import "./shared-8-verbs-b0a7742d.js";
import "./shared-13-verbs-e3fe6a9d.js";
import "./shared-15-verbs-237deacb.js";
import "./shared-16-verbs-38138595.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/hotfix/index.ts
init_oldest_node();
await action(request, hotfix);
