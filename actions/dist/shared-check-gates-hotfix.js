// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  misplaced
} from "./shared-check-gates-detect-changes-hotfix.js";
import {
  hotfixReleaseBranch,
  readRelease
} from "./shared-14-verbs-d4a29309.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/hotfixes/claim.ts
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
    return `${service} ${version} was built from ${source.slice(0, 12)}, which is not on ${hotfix}.
  Push the hotfix to ${hotfix}.`;
  }
  const pinned = await readRelease(tip, name, service);
  if (pinned === void 0) return firstRelease(name, service);
  return await misplaced(git, {
    ...{ environment: name, hotfix, service, source, pinned },
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

export {
  falseClaim,
  firstRelease
};
