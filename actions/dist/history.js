// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  history,
  request
} from "./shared-history.js";
import "./shared-5-verbs-d09e202b.js";
import "./shared-6-verbs-a8eaef6c.js";
import "./shared-7-verbs-53ea9a79.js";
import "./shared-7-verbs-2ca783c6.js";
import "./shared-8-verbs-271fcdfa.js";
import "./shared-8-verbs-110048c6.js";
import "./shared-9-verbs-8dc5e9b4.js";
import "./shared-8-verbs-dfa6f92f.js";
import "./shared-9-verbs-c4664bd4.js";
import "./shared-9-verbs-95a406f2.js";
import "./shared-10-verbs-724d16fa.js";
import "./shared-11-verbs-7c3e42e6.js";
import "./shared-11-verbs-697a9736.js";
import "./shared-6-verbs-cd22725f.js";
import "./shared-8-verbs-a4397331.js";
import "./shared-10-verbs-521d606e.js";
import "./shared-11-verbs-b688f989.js";
import "./shared-10-verbs-423d2df6.js";
import "./shared-11-verbs-57297b5c.js";
import "./shared-13-verbs-8f9a8474.js";
import "./shared-11-verbs-0f2be35d.js";
import "./shared-13-verbs-1f159689.js";
import "./shared-15-verbs-e34f738c.js";
import "./shared-11-verbs-cb2f6bdd.js";
import "./shared-14-verbs-98873d3f.js";
import "./shared-12-verbs-1039ce8e.js";
import "./shared-14-verbs-a8d0fdbe.js";
import "./shared-15-verbs-41ae7a75.js";
import "./shared-19-verbs-798eb292.js";
import "./shared-9-verbs-4ea48d6b.js";
import "./shared-16-verbs-64058615.js";
import "./shared-9-verbs-a1c0c02d.js";
import "./shared-12-verbs-23e32673.js";
import "./shared-17-verbs-e10ec0b6.js";
import "./shared-10-verbs-f5294eb2.js";
import "./shared-13-verbs-10b04095.js";
import "./shared-18-verbs-d4e90f00.js";
import "./shared-17-verbs-2776c8e5.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/history/index.ts
init_oldest_node();
await action(request, history);
