// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  promote,
  request
} from "./shared-promote.js";
import "./shared-promote-sign-image-verify-image.js";
import "./shared-build-image-promote-sign-image-verify-image.js";
import "./shared-build-image-promote-setup-tools-sign-image-verify-image.js";
import "./shared-bump-promote.js";
import "./shared-bump-detect-changes-next-version-promote.js";
import "./shared-build-image-bump-detect-changes-next-version-promote.js";
import "./shared-build-image-bump-promote-setup-tools-sign-image-verify-image.js";
import {
  action
} from "./actions.js";
import "./shared.js";

// actions/promote/index.ts
await action(request, promote);
