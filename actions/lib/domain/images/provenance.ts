/** The origin of an image: the predicate of SLSA provenance v1, written by the build and signed at the push. */
import * as z from "zod";
import { UserError } from "../errors/user-error.ts";
import { checkJson } from "../parsing/json.ts";
import { ownWorkflow } from "./own-workflow.ts";

const dependency = z.object({ uri: z.string(), digest: z.record(z.string(), z.string()) });

const schema = z.object({
  buildDefinition: z.object({
    buildType: z.string(),
    externalParameters: z.looseObject({ service: z.string(), platforms: z.array(z.string()) }),
    internalParameters: z.looseObject({ arguments: z.record(z.string(), z.string()) }),
    resolvedDependencies: z.array(dependency).min(1),
  }),
  runDetails: z.object({
    builder: z.object({ id: z.string() }),
    metadata: z.object({ invocationId: z.string(), startedOn: z.string(), finishedOn: z.string() }),
  }),
});
export type Provenance = z.output<typeof schema>;

const BUILD_TYPE = "https://slipway.dev/build-image/v1";
/** Builder of images that no workflow built. */
const TERMINAL = "https://slipway.dev/terminal";

export interface BuildFacts {
  readonly service: string;
  readonly source: string;
  readonly platforms: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
  /** Images the build began with: `name@sha256:…`. */
  readonly bases: readonly string[];
  readonly startedOn: Date;
  readonly finishedOn: Date;
}

export function provenanceOf(facts: BuildFacts, env: NodeJS.ProcessEnv): Provenance {
  const { service, platforms } = facts;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { service, platforms: [...platforms], workflow: workflowOf(env) },
      internalParameters: { arguments: facts.arguments },
      resolvedDependencies: [
        { uri: `git+${repositoryOf(env)}`, digest: { gitCommit: facts.source } },
        ...facts.bases.map(baseDependency),
      ],
    },
    runDetails: {
      builder: { id: builderOf(env) },
      metadata: {
        invocationId: invocationOf(env),
        startedOn: facts.startedOn.toISOString(),
        finishedOn: facts.finishedOn.toISOString(),
      },
    },
  };
}

/** The workflow file with its ref, as it is in the certificates of what that workflow signs. */
function builderOf(env: NodeJS.ProcessEnv): string {
  return ownWorkflow(env) ?? TERMINAL;
}

function repositoryOf(env: NodeJS.ProcessEnv): string {
  return env.GITHUB_REPOSITORY ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}` : "file:///";
}

function invocationOf(env: NodeJS.ProcessEnv): string {
  if (!env.GITHUB_RUN_ID) return TERMINAL;
  return `${repositoryOf(env)}/actions/runs/${env.GITHUB_RUN_ID}`;
}

function workflowOf(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return { ref: env.GITHUB_REF ?? "", event: env.GITHUB_EVENT_NAME ?? "" };
}

function baseDependency(base: string): z.output<typeof dependency> {
  const [name = "", digest = ""] = base.split("@sha256:");
  return { uri: `docker://${name}`, digest: { sha256: digest } };
}

export function parseProvenance(text: string, where: string): Provenance {
  const read = checkJson(schema, text);
  if ("value" in read) return read.value;
  throw new UserError(
    `${where}: no provenance of build-image's: ${read.fault}.\n  Build the image again (build-image).`,
  );
}

/**
 * A job vouches only for what its own run built, from the commit that the run is for: the file comes from a job that runs
 * what others wrote.
 */
export function requireOwnRun(
  provenance: Provenance,
  service: string,
  env: NodeJS.ProcessEnv,
  where: string,
): void {
  const { buildDefinition, runDetails } = provenance;
  const [source] = buildDefinition.resolvedDependencies;
  const claims = [
    ["the service", buildDefinition.externalParameters.service, service],
    ["the builder", runDetails.builder.id, builderOf(env)],
    ["the run", runDetails.metadata.invocationId, invocationOf(env)],
    ["the repository", source?.uri, `git+${repositoryOf(env)}`],
    ...(env.GITHUB_SHA ? [["the commit", source?.digest.gitCommit, env.GITHUB_SHA] as const] : []),
  ] as const;
  for (const [what, claimed, expected] of claims) {
    if (claimed === expected) continue;
    throw new UserError(
      `${where}: ${what} is declared as ${claimed}, but this is ${expected}.\n  Sign where the image was built: in a job of the same run.`,
    );
  }
}
