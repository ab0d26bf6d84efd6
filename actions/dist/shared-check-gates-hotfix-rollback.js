// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  identityOf
} from "./shared-12-verbs-23e32673.js";
import {
  BadRequest,
  UserError,
  optionalText
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/hotfixes/trust.ts
init_oldest_node();
var hotfixTrustInputs = {
  "hotfix-public-key": {
    description: "Public key (PEM) that hotfixes must be signed with, where public-key is given; it must be another one. With an identity it is the workflow environment.yaml names (hotfix.identity), on the hotfix's branch.",
    schema: optionalText,
    default: ""
  }
};
function hotfixTrustOf(trust, publicKey) {
  if (trust?.kind === "key" && publicKey?.trim() === trust.publicKey.trim()) {
    throw new BadRequest([
      "hotfix-public-key: it is public-key's too, so a hotfix could not be distinguished from a release of main.\n  Make its own key pair (cosign generate-key-pair)."
    ]);
  }
  return ({ identity }, hotfix) => {
    if (trust === void 0) return void 0;
    if (trust.kind === "key") return { ...trust, publicKey: requireKey(publicKey) };
    if (trust.caller !== void 0) {
      const caller = calledOnBranch(trust.caller, identity, hotfix);
      return { ...trust, caller, identity: identityOf(caller) };
    }
    return { ...trust, identity: onBranch(trust.identity, identity, hotfix) };
  };
}
function requireKey(publicKey) {
  if (publicKey !== void 0) return `${publicKey.trim()}
`;
  throw new UserError(
    "hotfix-public-key: not given, so a hotfix's signature cannot be verified.\n  Give the public key that hotfixes are signed with."
  );
}
function onBranch(identity, workflow, hotfix) {
  const repository = identity.replace(/\/\.github\/workflows\/[^@]*@.*$/, "");
  return `${repository}/${workflow}@refs/heads/${hotfix}`;
}
function calledOnBranch({ workflow: deliver, repository }, workflow, hotfix) {
  const file = workflow.slice(workflow.lastIndexOf("/") + 1);
  return {
    workflow: deliver.replace(/[^/]*$/, `call-${file}`),
    repository,
    ref: `refs/heads/${hotfix}`
  };
}

export {
  hotfixTrustInputs,
  hotfixTrustOf
};
