/** Rules of the forge that trust in branches rests on, as far as the token may read them. Nothing is taken for granted. */
import { GATES_CONTEXT } from "@slipway/lib/app/promotions/check.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { type BranchRules, type Forge, ForgeError } from "@slipway/lib/io/forge/forge.ts";

/** A branch of each kind, and what somebody could do who may push there. */
const RESTRICTED = [
  ["promote/**", "promote/any/any", "put other files under a promotion's check"],
  ["hotfix-release/**", "hotfix-release/any/any", "put other files under a hotfix's check"],
  ["rollback/**", "rollback/any", "put other files into a rollback's review"],
  ["evidence/**", "evidence/any/any", "report what no cluster said"],
  ["heartbeat/**", "heartbeat/any/any", "say that a silent cluster is alive"],
  ["stop/*", "stop/any", "begin and end an emergency stop"],
] as const;

/** Sentences about what is missing or not known; empty: every rule is there. */
export async function missingRules(env: NodeJS.ProcessEnv, branch: string): Promise<readonly string[]> {
  if (!env.SLIPWAY_TOKEN || !env.GITHUB_REPOSITORY) {
    return [
      "rules of branches: not known: SLIPWAY_TOKEN and GITHUB_REPOSITORY are not both set.\n  Set them to have the forge asked.",
    ];
  }
  try {
    const forge = connectForge(env);
    const found = await Promise.all([
      mainRules(forge, branch),
      ...RESTRICTED.map(async ([pattern, sample, what]) =>
        about(pattern, await forge.branchRules(sample), ({ isRestricted }) =>
          isRestricted
            ? []
            : [`${pattern}: no rule says who may push it, so anybody with write access can ${what}`],
        ),
      ),
    ]);
    return [...new Set(found.flat())];
  } catch (error) {
    if (error instanceof ForgeError) return [`rules of branches: not known: ${firstLine(error.message)}`];
    throw error;
  }
}

async function mainRules(forge: Forge, branch: string): Promise<readonly string[]> {
  return about(branch, await forge.branchRules(branch), ({ checks }) => {
    const gates = checks.filter(({ context }) => context === GATES_CONTEXT);
    if (gates.length === 0)
      return [
        `${branch}: no rule requires the check ${GATES_CONTEXT}, so a closed gate does not block a merge`,
      ];
    if (gates.some(({ hasSource }) => hasSource)) return [];
    return [
      `${branch}: no rule names who must set ${GATES_CONTEXT}, so anybody with write access can turn it green`,
    ];
  });
}

function about(
  pattern: string,
  rules: BranchRules | string,
  judge: (rules: BranchRules) => readonly string[],
): readonly string[] {
  return typeof rules === "string" ? [`${pattern}: not known: ${rules}`] : judge(rules);
}
