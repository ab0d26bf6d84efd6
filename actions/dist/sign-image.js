// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  request,
  signImages
} from "./shared-sign-image.js";
import "./shared-9-verbs-a35118eb.js";
import "./shared-7-verbs-38329387.js";
import "./shared-11-verbs-2d98f0d4.js";
import "./shared-build-image-sign-image.js";
import "./shared-10-verbs-e92d18ea.js";
import "./shared-8-verbs-b0a7742d.js";
import "./shared-13-verbs-e3fe6a9d.js";
import "./shared-4-verbs-6ef34bb8.js";
import "./shared-15-verbs-237deacb.js";
import "./shared-16-verbs-38138595.js";
import {
  action
} from "./actions.js";
import "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/sign-image/index.ts
init_oldest_node();
await action(request, signImages);
