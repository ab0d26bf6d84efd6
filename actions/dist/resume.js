// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  resume
} from "./shared-resume.js";
import "./shared-11-verbs-0f2be35d.js";
import "./shared-13-verbs-1f159689.js";
import "./shared-15-verbs-e34f738c.js";
import "./shared-19-verbs-798eb292.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/resume/index.ts
init_oldest_node();
await action(request, resume);
