// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  setupTools
} from "./shared-setup-tools.js";
import "./shared-14-verbs-4c14b69b.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/setup-tools/index.ts
await action(request, setupTools);
