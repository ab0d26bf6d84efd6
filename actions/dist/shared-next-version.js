// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  openVersions
} from "./shared-bump-next-version.js";
import {
  versionTags
} from "./shared-bump-hotfix-next-version.js";
import {
  serviceInputs
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  readRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  branchInput,
  firstEnvironmentInput
} from "./shared-11-verbs-752aa88d.js";
import {
  surveyServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  UserError,
  defineRequest,
  services,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/next-version/next-version.ts
init_oldest_node();
async function nextVersions(request2, context) {
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity: NOBODY });
  await git.unshallow();
  const source = await git.tree(request2.source);
  const survey = await surveyServices(source);
  const names = request2.services.length > 0 ? request2.services : survey.services.map(({ name }) => name);
  const refs = await git.fetch(request2.branch, ...names.map(versionTags));
  const tip = refs.get(request2.branch);
  const pins = tip === void 0 ? void 0 : await git.tree(tip);
  const versions = openVersions({ git, tip: pins, refs, environment: request2.environment }, names);
  const answer = async (name) => {
    const service = requireService(survey, name);
    const pinned = pins === void 0 ? void 0 : await readRelease(pins, request2.environment, name);
    const { paths } = await serviceInputs(source, service);
    const asked = { service: name, source: source.commit, own: service.path, paths, pinned };
    const { version } = await versions.next(asked);
    return {
      version,
      result: { service: name, status: "done", reason: `${pinned?.version ?? "none"} → ${version}` }
    };
  };
  const answers = await Promise.all(names.map((name) => answer(name).catch(toFailure(name))));
  const assigned = answers.map(({ version }, index) => [names[index], version]);
  return {
    outputs: { versions: JSON.stringify(Object.fromEntries(assigned.filter(([, version]) => version))) },
    results: answers.map(({ result }) => result)
  };
}
var NOBODY = { name: "slipway", email: "slipway@localhost" };
function requireService({ services: services2, faults }, name) {
  const fault = faults.get(name);
  if (fault !== void 0) throw fault;
  const service = services2.find((each) => each.name === name);
  if (service !== void 0) return service;
  throw new UserError(`services/${name}/service.yaml: not there.
  Add it, or leave ${name} out.`);
}
function toFailure(service) {
  return (error) => {
    if (!(error instanceof UserError)) throw error;
    return { result: { service, status: "failed", reason: error.message } };
  };
}

// actions/next-version/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "next-version",
  summary: "Says which version each service's next release gets, from its conventional commits since the last.",
  inputs: {
    services: {
      description: "Names of the services: a JSON array or a list with commas. All when empty.",
      schema: services,
      default: ""
    },
    source: {
      description: "Commit that would be released: a sha or a ref of the checkout.",
      schema: text,
      default: "HEAD"
    },
    environment: firstEnvironmentInput("Environment that releases enter first."),
    branch: branchInput("Branch whose tip says what is pinned.")
  },
  outputs: {
    versions: "The next version of each service: a JSON object, service to version."
  }
});

export {
  nextVersions,
  request
};
