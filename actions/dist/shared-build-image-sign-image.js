// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError,
  array,
  checkJson,
  looseObject,
  object,
  record,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/images/provenance.ts
init_oldest_node();

// actions/lib/domain/images/own-workflow.ts
init_oldest_node();
function ownWorkflow(env) {
  const ref = env.SLIPWAY_WORKFLOW_REF || env.GITHUB_WORKFLOW_REF;
  return ref ? `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${ref}` : void 0;
}

// actions/lib/domain/images/provenance.ts
var dependency = object({ uri: string(), digest: record(string(), string()) });
var schema = object({
  buildDefinition: object({
    buildType: string(),
    externalParameters: looseObject({ service: string(), platforms: array(string()) }),
    internalParameters: looseObject({ arguments: record(string(), string()) }),
    resolvedDependencies: array(dependency).min(1)
  }),
  runDetails: object({
    builder: object({ id: string() }),
    metadata: object({ invocationId: string(), startedOn: string(), finishedOn: string() })
  })
});
var BUILD_TYPE = "https://slipway.dev/build-image/v1";
var TERMINAL = "https://slipway.dev/terminal";
function provenanceOf(facts, env) {
  const { service, platforms } = facts;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { service, platforms: [...platforms], workflow: workflowOf(env) },
      internalParameters: { arguments: facts.arguments },
      resolvedDependencies: [
        { uri: `git+${repositoryOf(env)}`, digest: { gitCommit: facts.source } },
        ...facts.bases.map(baseDependency)
      ]
    },
    runDetails: {
      builder: { id: builderOf(env) },
      metadata: {
        invocationId: invocationOf(env),
        startedOn: facts.startedOn.toISOString(),
        finishedOn: facts.finishedOn.toISOString()
      }
    }
  };
}
function builderOf(env) {
  return ownWorkflow(env) ?? TERMINAL;
}
function repositoryOf(env) {
  return env.GITHUB_REPOSITORY ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}` : "file:///";
}
function invocationOf(env) {
  if (!env.GITHUB_RUN_ID) return TERMINAL;
  return `${repositoryOf(env)}/actions/runs/${env.GITHUB_RUN_ID}`;
}
function workflowOf(env) {
  return { ref: env.GITHUB_REF ?? "", event: env.GITHUB_EVENT_NAME ?? "" };
}
function baseDependency(base) {
  const [name = "", digest = ""] = base.split("@sha256:");
  return { uri: `docker://${name}`, digest: { sha256: digest } };
}
function parseProvenance(text, where) {
  const read = checkJson(schema, text);
  if ("value" in read) return read.value;
  throw new UserError(
    `${where}: no provenance of build-image's: ${read.fault}.
  Build the image again (build-image).`
  );
}
function requireOwnRun(provenance, service, env, where) {
  const { buildDefinition, runDetails } = provenance;
  const [source] = buildDefinition.resolvedDependencies;
  const claims = [
    ["the service", buildDefinition.externalParameters.service, service],
    ["the builder", runDetails.builder.id, builderOf(env)],
    ["the run", runDetails.metadata.invocationId, invocationOf(env)],
    ["the repository", source?.uri, `git+${repositoryOf(env)}`],
    ...env.GITHUB_SHA ? [["the commit", source?.digest.gitCommit, env.GITHUB_SHA]] : []
  ];
  for (const [what, claimed, expected] of claims) {
    if (claimed === expected) continue;
    throw new UserError(
      `${where}: ${what} is declared as ${claimed}, but this is ${expected}.
  Sign where the image was built: in a job of the same run.`
    );
  }
}

export {
  ownWorkflow,
  provenanceOf,
  parseProvenance,
  requireOwnRun
};
