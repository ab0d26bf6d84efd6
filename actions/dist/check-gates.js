// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  checkGates,
  request
} from "./shared-check-gates.js";
import "./shared-check-gates-promote.js";
import "./shared-9-verbs-f7490387.js";
import "./shared-10-verbs-105a6f89.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-14-verbs-4c14b69b.js";
import {
  action
} from "./actions.js";
import "./shared.js";

// actions/check-gates/index.ts
await action(request, checkGates);
