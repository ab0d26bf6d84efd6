import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { serviceInputs } from "@slipway/lib/domain/services/inputs.ts";
import { type Survey, surveyServices } from "@slipway/lib/domain/services/services.ts";
import { openVersions } from "@slipway/lib/domain/versions/assign.ts";
import { versionTags } from "@slipway/lib/domain/versions/next-version.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import type { NextVersionRequest } from "./request.ts";

/** A forecast: the version that counts is assigned by bump, on the tip it lands on, by the same rule. */
export async function nextVersions(request: NextVersionRequest, context: Context): Promise<Outcome> {
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity: NOBODY });
  await git.unshallow();
  const source = await git.tree(request.source);
  const survey = await surveyServices(source);
  const names = request.services.length > 0 ? request.services : survey.services.map(({ name }) => name);
  const refs = await git.fetch(request.branch, ...names.map(versionTags));
  const tip = refs.get(request.branch);
  const pins = tip === undefined ? undefined : await git.tree(tip);
  const versions = openVersions({ git, tip: pins, refs, environment: request.environment }, names);
  const answer = async (name: string): Promise<Answer> => {
    const service = requireService(survey, name);
    const pinned = pins === undefined ? undefined : await readRelease(pins, request.environment, name);
    const { paths } = await serviceInputs(source, service);
    const asked = { service: name, source: source.commit, own: service.path, paths, pinned };
    const { version } = await versions.next(asked);
    return {
      version,
      result: { service: name, status: "done", reason: `${pinned?.version ?? "none"} → ${version}` },
    };
  };
  const answers = await Promise.all(names.map((name) => answer(name).catch(toFailure(name))));
  const assigned = answers.map(({ version }, index) => [names[index], version] as const);
  return {
    outputs: { versions: JSON.stringify(Object.fromEntries(assigned.filter(([, version]) => version))) },
    results: answers.map(({ result }) => result),
  };
}

// This verb commits nothing.
const NOBODY = { name: "slipway", email: "slipway@localhost" };

interface Answer {
  readonly version?: string;
  readonly result: Result;
}

function requireService({ services, faults }: Survey, name: string): Survey["services"][number] {
  const fault = faults.get(name);
  if (fault !== undefined) throw fault;
  const service = services.find((each) => each.name === name);
  if (service !== undefined) return service;
  throw new UserError(`services/${name}/service.yaml: not there.\n  Add it, or leave ${name} out.`);
}

function toFailure(service: string): (error: unknown) => Answer {
  return (error) => {
    if (!(error instanceof UserError)) throw error;
    return { result: { service, status: "failed", reason: error.message } };
  };
}
