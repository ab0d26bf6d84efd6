// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  resume
} from "./shared-resume.js";
import "./shared-10-verbs-739bafee.js";
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

// actions/resume/index.ts
init_oldest_node();
await action(request, resume);
