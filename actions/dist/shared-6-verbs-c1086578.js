// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  GITHUB_ISSUER,
  attestationKinds
} from "./shared-12-verbs-23e32673.js";
import {
  optionalText
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/request/trust-inputs.ts
init_oldest_node();
var trustInputs = {
  "public-key": {
    description: "Public key (PEM) that images must be signed with.",
    schema: optionalText,
    default: ""
  },
  identity: {
    description: "Workflow that images must be signed by, with its ref: https://github.com/<owner>/<name>/.github/workflows/deliver.yml@refs/heads/main; of a called workflow <file>@* called by <owner>/<name>@<ref>. Not read when there is a public key.",
    schema: optionalText,
    default: ""
  },
  issuer: {
    description: "OIDC issuer that must have vouched for the identity.",
    schema: optionalText,
    default: GITHUB_ISSUER
  },
  attestations: {
    description: "What images must carry next to the signature, by the same key or workflow: sbom, provenance, scan, with commas between them, or nothing.",
    schema: attestationKinds,
    default: ""
  }
};

export {
  trustInputs
};
