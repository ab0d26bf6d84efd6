// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  DEFAULTS,
  string,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/request/shared-inputs.ts
init_oldest_node();
var branchInput = (description) => ({ description, schema: text, default: DEFAULTS.branch, setting: "branch" });
var firstEnvironmentInput = (description) => ({
  description,
  schema: text,
  default: DEFAULTS.firstEnvironment,
  setting: "firstEnvironment"
});
var botInputs = {
  "bot-name": {
    description: "Name of the author of the commits this verb makes.",
    schema: string().min(1),
    default: DEFAULTS.bot.name,
    setting: "bot.name"
  },
  "bot-email": {
    description: "Mail address of the author of the commits this verb makes.",
    schema: string().min(3),
    default: DEFAULTS.bot.email,
    setting: "bot.email"
  }
};

export {
  branchInput,
  firstEnvironmentInput,
  botInputs
};
