import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Release, readRelease, releasedServices } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import { type Survey, surveyServices } from "@slipway/lib/domain/services/services.ts";
import { type Git, openGit, type Tree } from "@slipway/lib/io/git/git.ts";
import { baseOfEvent, baseOfHotfix, findBase } from "./base.ts";
import { type Comparison, compare } from "./compare.ts";
import type { DetectChangesRequest } from "./request.ts";

/** A service and whether it needs a release; any doubt means that it does. */
interface Verdict {
  readonly service: string;
  readonly needed: boolean;
  readonly reason: string;
}

/**
 * Level-triggered: the inputs of the services at `source` are compared with the pinned ones. So nothing is
 * lost that an earlier run refused, cancelled or missed.
 */
export async function detectChanges(request: DetectChangesRequest, context: Context): Promise<Outcome> {
  const git = openGit(context.workspace, { token: context.env.SLIPWAY_TOKEN, identity: NOBODY });
  const source = await git.tree(request.source);
  const survey = await surveyServices(source);
  requireAny(survey, source.commit);
  const base =
    request.base ??
    (request.cutFrom === undefined
      ? await baseOfEvent(context.env)
      : await baseOfHotfix(git, request.cutFrom, source.commit));
  const verdicts =
    base === undefined
      ? await sincePinned(git, source, survey, request)
      : await sinceBase(git, source, survey, base);
  return toOutcome(source.commit, verdicts);
}

/** No services means a sparse or wrong checkout; "nothing to do" would hide this. */
function requireAny({ services, faults }: Survey, commit: string): void {
  if (services.length + faults.size > 0) return;
  throw new UserError(
    `services/: no service.yaml at ${shortSha(commit)}.\n  Check out the repository that holds the services, or add services/<name>/service.yaml.`,
  );
}

// This verb commits nothing.
const NOBODY = { name: "slipway", email: "slipway@localhost" };

async function sincePinned(
  git: Git,
  source: Tree,
  survey: Survey,
  { branch, environment }: DetectChangesRequest,
): Promise<readonly Verdict[]> {
  const tip = (await git.fetch(branch)).get(branch);
  if (tip === undefined) {
    throw new UserError(
      `branch ${branch}: not on the remote.\n  Name the branch that environments/ lives on.`,
    );
  }
  const pins = await git.tree(tip);
  await deepenToPins(git, pins, source, survey, environment);
  const comparisons = new Map<string, Comparison>();
  const comparisonWith = (commit: string) => {
    const known = comparisons.get(commit) ?? compare(git, commit, source);
    comparisons.set(commit, known);
    return known;
  };
  const verdicts = await verdictsOf(survey, async (service) => {
    const pinned = await readRelease(pins, environment, service.name);
    if (pinned === undefined) return need(service.name, "first release");
    const unclear = await unclearHistory(git, pinned, source.commit);
    if (unclear !== undefined) return { service: service.name, ...unclear };
    const reason = await comparisonWith(pinned.source).reasonFor(service);
    if (reason !== undefined) return need(service.name, reason);
    return spare(service.name, `nothing changed since ${pinned.version} (${shortSha(pinned.source)})`);
  });
  const known = new Set(verdicts.map((verdict) => verdict.service));
  const gone = (await releasedServices(pins, environment)).filter((name) => !known.has(name));
  const kept = gone.map((name) =>
    spare(name, `not in services/ any more; its release in ${environment} stays`),
  );
  return [...verdicts, ...kept];
}

/** Deepens a shallow clone until each pinned source is known to be before or after the commit. */
async function deepenToPins(
  git: Git,
  pins: Tree,
  source: Tree,
  { services }: Survey,
  environment: string,
): Promise<void> {
  const read = services.map(({ name }) => readRelease(pins, environment, name).catch(() => undefined));
  const sources = new Set((await Promise.all(read)).flatMap((release) => release?.source ?? []));
  const isPlaced = async (pinned: string) =>
    (await git.resolve(pinned)) !== undefined &&
    ((await git.isAncestor(pinned, source.commit)) || (await git.isAncestor(source.commit, pinned)));
  await git.deepen([source.commit, pins.commit], async () =>
    (await Promise.all([...sources].map(isPlaced))).every((placed) => placed),
  );
}

/** Cases in which a comparison of the two commits gives no answer. */
async function unclearHistory(
  git: Git,
  pinned: Release,
  source: string,
): Promise<Omit<Verdict, "service"> | undefined> {
  const from = `the source of ${pinned.version}, ${shortSha(pinned.source)},`;
  if ((await git.resolve(pinned.source)) === undefined) {
    return { needed: true, reason: `${from} is not in this clone, so everything may have changed` };
  }
  if (await git.isAncestor(pinned.source, source)) return undefined;
  if (await git.isAncestor(source, pinned.source)) {
    return { needed: false, reason: `${from} is newer than ${shortSha(source)}` };
  }
  return { needed: true, reason: `${from} is not an ancestor of ${shortSha(source)}` };
}

async function sinceBase(git: Git, source: Tree, survey: Survey, base: string): Promise<readonly Verdict[]> {
  const found = await findBase(git, base, source.commit);
  if ("unknown" in found) {
    return verdictsOf(survey, async ({ name }) =>
      need(name, `${found.unknown}, so everything may have changed`),
    );
  }
  const { from } = found;
  const comparison = compare(git, from, source);
  const verdicts = await verdictsOf(survey, async (service) => {
    const reason = await comparison.reasonFor(service);
    return reason === undefined
      ? spare(service.name, `nothing changed since ${shortSha(from)}`)
      : need(service.name, reason);
  });
  const before = await surveyServices(await git.tree(from));
  const known = new Set(verdicts.map((verdict) => verdict.service));
  const gone = [...before.services.map(({ name }) => name), ...before.faults.keys()].filter(
    (name) => !known.has(name),
  );
  return [
    ...verdicts,
    ...gone.map((name) => spare(name, "removed or renamed here: there is nothing to build")),
  ];
}

/** A fault in one service's files is no reason to skip it: its build or bump will name the fault and fail. */
async function verdictsOf(
  { services, faults }: Survey,
  verdictOf: (service: Service) => Promise<Verdict>,
): Promise<readonly Verdict[]> {
  const judged = services.map((service) =>
    verdictOf(service).catch((error: unknown) => {
      if (error instanceof UserError) return need(service.name, error.message);
      throw error;
    }),
  );
  const faulty = [...faults].map(([name, fault]) => need(name, fault.message));
  return [...(await Promise.all(judged)), ...faulty].toSorted((a, b) => a.service.localeCompare(b.service));
}

function toOutcome(source: string, verdicts: readonly Verdict[]): Outcome {
  const needed = verdicts.filter((verdict) => verdict.needed);
  const results = verdicts.map(
    ({ service, needed: isNeeded, reason }): Result => ({
      service,
      status: isNeeded ? "done" : "nothing",
      reason: isNeeded ? `needs a release: ${reason}` : reason,
    }),
  );
  const outputs = {
    services: JSON.stringify(needed.map((verdict) => verdict.service)),
    reasons: JSON.stringify(Object.fromEntries(needed.map(({ service, reason }) => [service, reason]))),
    selection: needed.length === 0 ? "none" : "some",
    source,
  };
  return { outputs, results };
}

function need(service: string, reason: string): Verdict {
  return { service, needed: true, reason };
}

function spare(service: string, reason: string): Verdict {
  return { service, needed: false, reason };
}
