// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  pushImages,
  request
} from "./shared-push-image.js";
import "./shared-6-verbs-16eacb34.js";
import "./shared-7-verbs-3f74dcfd.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-14-verbs-4c14b69b.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/push-image/index.ts
await action(request, pushImages);
