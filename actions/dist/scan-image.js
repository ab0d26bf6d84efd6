// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  scanImages
} from "./shared-scan-image.js";
import "./shared-6-verbs-cdce5cfc.js";
import "./shared-14-verbs-88305a0e.js";
import "./shared-7-verbs-3f74dcfd.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-14-verbs-c2d7c392.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/scan-image/index.ts
await action(request, scanImages);
