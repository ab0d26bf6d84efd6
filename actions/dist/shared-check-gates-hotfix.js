// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  approvalGate,
  dependenciesGate,
  evaluate,
  holdGate,
  idleGate,
  stopGate
} from "./shared-8-verbs-110048c6.js";
import {
  closed,
  freezeGate,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  misplaced
} from "./shared-check-gates-detect-changes-hotfix.js";
import {
  hotfixReleaseBranch,
  readRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/hotfixes/claim.ts
init_oldest_node();
async function falseClaim(claim) {
  const { git, tip, refs, environment, release, branch } = claim;
  const { hotfix, service, source, version } = release;
  if (environment === void 0) return `${service}: there is no such environment`;
  const { name } = environment;
  if (hotfix === void 0) return `${service} ${version} does not say which hotfix it is`;
  if (branch !== hotfixReleaseBranch(name, hotfix)) {
    return `${service} ${version} says it is ${hotfix}, but comes by ${branch}`;
  }
  const refused = allowsNone(environment);
  if (refused !== void 0) return refused;
  const head = refs.get(hotfix);
  if (head === void 0 || !await git.isAncestor(source, head)) {
    return `${service} ${version} was built from ${shortSha(source)}, which is not on ${hotfix}.
  Push the hotfix to ${hotfix}.`;
  }
  const pinned = await readRelease(tip, name, service);
  if (pinned === void 0) return firstRelease(name, service);
  return await misplaced(git, {
    environment: name,
    hotfix,
    service,
    source,
    pinned,
    main: tip.commit
  });
}
function allowsNone({ name, hotfix }) {
  if (hotfix.allowed) return void 0;
  return `${name} allows no hotfix.
  An owner sets hotfix: { allowed: true } in environments/${name}/environment.yaml.`;
}
function firstRelease(environment, service) {
  return `${environment} has no release of ${service}, so there is nothing to fix.
  Promote one.`;
}

// actions/lib/domain/hotfixes/gates.ts
init_oldest_node();
function hotfixGates(facts, answers = []) {
  return evaluate({ known: inGit(facts), outside: outsideOf(facts) }, answers);
}
function outsideOf({ policy, fromRegistry, release }) {
  const image = `${release.image.name}@${release.image.digest.slice(0, 19)}`;
  return [
    { gate: "exceptions", what: `whether an exception that ${image} needs has expired` },
    { gate: "signature", what: `whether ${image} is signed and attested in ${fromRegistry}` },
    ...fromRegistry === policy.registry ? [] : [{ gate: "registry", what: `whether ${policy.registry} has ${image}` }]
  ];
}
function inGit(facts) {
  const { policy, release, pinned, fault, reading, stop, hold, dependencies, approvals, now } = facts;
  const { name: environment, hotfix, freezes, longestRolloutSeconds } = policy;
  const order = fault === void 0 ? open("order", `its source is ${shortSha(pinned.source)} of ${pinned.version} and the fix alone`) : closed("order", fault, { final: true });
  return [
    order,
    stopGate({ environment, stop }),
    holdGate({ release, hold }),
    ...dependencies.length === 0 ? [] : [dependenciesGate({ environment, dependencies })],
    // Its source contains that of the pinned release; otherwise the gate order is closed.
    idleGate({ environment, release, current: pinned, reading, isFix: fault === void 0 }),
    hotfix.inFreeze === "deny" ? freezeGate({ freezes, longestRolloutSeconds, now }) : open("freeze", `${environment} allows hotfixes during a freeze`),
    approvalGate({ required: hotfix.approvals, approvals })
  ];
}

export {
  falseClaim,
  firstRelease,
  hotfixGates
};
