// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  buildImage,
  request
} from "./shared-build-image.js";
import "./shared-11-verbs-c4ff6c1e.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-build-image-sign-image.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/build-image/index.ts
await action(request, buildImage);
