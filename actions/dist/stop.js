// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  stop
} from "./shared-stop.js";
import "./shared-hold-rollback-stop.js";
import "./shared-8-verbs-c4588e91.js";
import "./shared-10-verbs-173a3c11.js";
import "./shared-11-verbs-d5ba5ac7.js";
import "./shared-15-verbs-cb474341.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/stop/index.ts
await action(request, stop);
