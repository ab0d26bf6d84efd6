// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  nextVersions,
  request
} from "./shared-next-version.js";
import "./shared-bump-next-version.js";
import "./shared-9-verbs-10f6a1e6.js";
import "./shared-9-verbs-837b8c4a.js";
import "./shared-11-verbs-c4ff6c1e.js";
import "./shared-13-verbs-8a9d7d91.js";
import "./shared-15-verbs-cb474341.js";
import "./shared-14-verbs-88305a0e.js";
import {
  action
} from "./actions.js";
import "./shared-19-verbs-96d7b189.js";
import "./shared.js";

// actions/next-version/index.ts
await action(request, nextVersions);
