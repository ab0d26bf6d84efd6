// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  detectChanges,
  request
} from "./shared-detect-changes.js";
import "./shared-bump-detect-changes-next-version-promote.js";
import "./shared-build-image-bump-detect-changes-next-version-promote.js";
import {
  action
} from "./actions.js";
import "./shared.js";

// actions/detect-changes/index.ts
await action(request, detectChanges);
