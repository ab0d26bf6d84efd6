// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  verifyImages
} from "./shared-verify-image.js";
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

// actions/verify-image/index.ts
await action(request, verifyImages);
