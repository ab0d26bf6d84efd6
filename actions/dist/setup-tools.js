// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  setupTools
} from "./shared-setup-tools.js";
import "./shared-build-image-promote-setup-tools-sign-image-verify-image.js";
import "./shared-build-image-bump-promote-setup-tools-sign-image-verify-image.js";
import {
  action
} from "./actions.js";
import "./shared.js";

// actions/setup-tools/index.ts
await action(request, setupTools);
