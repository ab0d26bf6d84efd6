// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  hold,
  request
} from "./shared-hold.js";
import "./shared-7-verbs-c1890ad0.js";
import "./shared-4-verbs-b6799301.js";
import "./shared-9-verbs-f7490387.js";
import "./shared-10-verbs-105a6f89.js";
import "./shared-hold-rollback-stop.js";
import "./shared-10-verbs-173a3c11.js";
import "./shared-11-verbs-d5ba5ac7.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-14-verbs-4c14b69b.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/hold/index.ts
await action(request, hold);
