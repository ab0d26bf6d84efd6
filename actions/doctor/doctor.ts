import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { readConfig } from "@slipway/lib/domain/config/read.ts";
import { requireSetUp } from "@slipway/lib/domain/environments/adopted.ts";
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { isGitea, readAddress } from "@slipway/lib/io/forge/connect.ts";
import { giteaCaller } from "@slipway/lib/io/forge/gitea-call.ts";
import { octokitOnDemand } from "@slipway/lib/io/forge/github.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { limitsOf, retryingFetch } from "@slipway/lib/io/http/retrying-fetch.ts";
import { type Finding, findingsText } from "./findings.ts";
import { giteaSetup } from "./gitea.ts";
import { githubSetup } from "./github/setup.ts";
import { gitRequirements } from "./in-git.ts";
import type { DoctorRequest } from "./request.ts";
import type { Requirement, Setup } from "./requirement.ts";
import { ruleRequirements, settingRequirements } from "./requirements.ts";
import { refRules } from "./rules.ts";

/** Reads all required settings; with `apply` sets missing ones, and reads again. */
export async function doctor(request: DoctorRequest, context: Context): Promise<Outcome> {
  const list = await requirementsOf(request, context);
  const first = await ask(list());
  const fixable = first.filter(({ answer, requirement }) => answer.state === "missing" && requirement.apply);
  if (!request.apply || fixable.length === 0) return outcomeOf(first);
  context.report.plan(fixable.map(({ requirement }) => `set ${requirement.id}`));
  if (context.dryRun) return outcomeOf(first);
  const refused = new Map<string, string>();
  for (const { requirement } of fixable) {
    await requirement.apply?.().catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      refused.set(requirement.id, error.message);
    });
  }
  for (const [id, message] of refused) context.report.warning(`${id}: not set: ${message}`);
  return outcomeOf(await ask(list()), new Set(refused.keys()));
}

/** A function, because results are cached: each call starts again. */
async function requirementsOf(
  request: DoctorRequest,
  { workspace, env, clock }: Context,
): Promise<() => readonly Requirement[]> {
  const address = readAddress(env);
  const identity = { name: "slipway", email: "slipway@localhost" };
  const git = openGit(workspace, {
    identity,
    token: env.SLIPWAY_TOKEN,
    sources: { branch: request.branch, token: env.SLIPWAY_SOURCE_TOKEN },
  });
  const tree = await git.tree("HEAD");
  const environments = requireSetUp(await readEnvironments(tree), (await git.resolve("HEAD")) ?? "");
  const config = await readConfig(tree);
  const fetcher = retryingFetch(limitsOf(env));
  const { bot, branch, reporters, maintainers } = request;
  const at = { owner: address.owner, repo: address.repository };
  const setup = (): Setup =>
    isGitea(address.apiUrl)
      ? giteaSetup(giteaCaller(address, fetcher), { bot: [bot], reporters, maintainers })
      : githubSetup(octokitOnDemand(address, fetcher), at, { branch, bot, reporters });
  const repository = `${address.owner}/${address.repository}`;
  return () => {
    const asked = setup();
    const { flavour } = asked;
    return [
      ...gitRequirements({ git, tree, config, environments, now: clock.now(), flavour, repository, branch }),
      ...settingRequirements(
        asked,
        environments.map(({ registry }) => registry),
      ),
      ...ruleRequirements(asked, refRules(branch, environments)),
    ];
  };
}

async function ask(requirements: readonly Requirement[]): Promise<readonly Finding[]> {
  return Promise.all(
    requirements.map(async (requirement) => ({ requirement, answer: await requirement.check() })),
  );
}

function outcomeOf(findings: readonly Finding[], refused: ReadonlySet<string> = new Set()): Outcome {
  const document = findings.map(({ requirement, answer }) => {
    const { id, what, why, threat, how, isRequired } = requirement;
    return { id, isRequired, ...answer, what, why, ...(threat === undefined ? {} : { threat }), how };
  });
  const failures = findings.flatMap(({ requirement: { id, isRequired }, answer }) => {
    if (answer.state !== "missing" || (!isRequired && !refused.has(id))) return [];
    return [{ service: id, status: "failed", reason: firstLine(answer.found) } as const];
  });
  return {
    outputs: { findings: JSON.stringify(document) },
    results: failures,
    answer: { document, text: (paint) => findingsText(findings, paint) },
  };
}
