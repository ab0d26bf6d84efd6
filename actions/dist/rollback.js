// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  rollback
} from "./shared-rollback.js";
import "./shared-promote-rollback.js";
import "./shared-6-verbs-ad17e021.js";
import "./shared-7-verbs-b4075ca3.js";
import "./shared-8-verbs-945e561b.js";
import "./shared-7-verbs-c1890ad0.js";
import "./shared-4-verbs-b6799301.js";
import "./shared-9-verbs-f7490387.js";
import "./shared-10-verbs-105a6f89.js";
import "./shared-hold-rollback-stop.js";
import "./shared-10-verbs-173a3c11.js";
import "./shared-11-verbs-d5ba5ac7.js";
import "./shared-9-verbs-10f6a1e6.js";
import "./shared-11-verbs-c4ff6c1e.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-5-verbs-7d6b1b90.js";
import "./shared-6-verbs-16eacb34.js";
import "./shared-7-verbs-3f74dcfd.js";
import "./shared-14-verbs-4c14b69b.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/rollback/index.ts
await action(request, rollback);
