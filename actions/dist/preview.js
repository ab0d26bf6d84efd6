// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  preview,
  request
} from "./shared-preview.js";
import "./shared-preview-promote.js";
import "./shared-8-verbs-945e561b.js";
import "./shared-10-verbs-105a6f89.js";
import "./shared-11-verbs-d5ba5ac7.js";
import "./shared-9-verbs-10f6a1e6.js";
import "./shared-9-verbs-837b8c4a.js";
import "./shared-11-verbs-c4ff6c1e.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-14-verbs-4c14b69b.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/preview/index.ts
await action(request, preview);
