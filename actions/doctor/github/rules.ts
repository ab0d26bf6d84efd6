/** Rules of branches and tags: read as GitHub applies them, written as rulesets of Slipway's own. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Setup, worst } from "../requirement.ts";
import type { RefRule } from "../rules.ts";
import { type GithubApi, once } from "./api.ts";
import { asked } from "./reading.ts";
import { type ActiveRule, judge, type Ruleset, rulesetBody, rulesetName, rulesOfTag } from "./rulesets.ts";

type Rules = Pick<Setup, "rule" | "writeRule">;

export function ruleSettings({ at, client, rest, bot, moversOf }: GithubApi): Rules {
  const page = { ...at, per_page: 100 };
  const listed = async (isWithParents: boolean) =>
    (await client()).paginate("GET /repos/{owner}/{repo}/rulesets", {
      ...page,
      includes_parents: isWithParents,
    });
  const rulesets = once(async () => {
    const { repos } = await rest();
    const read = async ({ id }: { id: number }): Promise<Ruleset> =>
      (await repos.getRepoRuleset({ ...at, ruleset_id: id, includes_parents: true })).data;
    return Promise.all((await listed(true)).map(read));
  });
  const activeRules = async (rule: RefRule, name: string): Promise<readonly ActiveRule[]> => {
    if (rule.kind === "tag") return rulesOfTag(await rulesets(), name);
    const applied = await (await client()).paginate("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
      ...page,
      branch: name,
    });
    const known = new Map((await rulesets()).map((ruleset) => [ruleset.id, ruleset]));
    return applied.map((each) => ({
      type: each.type,
      parameters: "parameters" in each ? each.parameters : undefined,
      ruleset: known.get(each.ruleset_id ?? 0) ?? hidden(each.ruleset_id),
    }));
  };

  return {
    rule: (rule) =>
      asked("rulesets", async () => {
        const [movers, botId] = [await moversOf(rule.mover), (await bot())?.id];
        const judged = rule.samples.map(async (name) =>
          judge(rule, name, await activeRules(rule, name), movers, botId),
        );
        return worst(await Promise.all(judged));
      }),
    async writeRule(rule) {
      const [movers, botId] = [await moversOf(rule.mover), (await bot())?.id];
      if (movers === undefined) {
        const remedy =
          rule.mover === "reporters"
            ? "Give the slugs of the reporters' Apps: --reporters."
            : "Create the App, and set SLIPWAY_BOT_NAME to <slug>[bot].";
        throw new UserError(`rule/${rule.id}: who the ${rule.mover} are is not known.\n  ${remedy}`);
      }
      const existing = (await listed(false)).find(({ name }) => name === rulesetName(rule));
      // Octokit's types want each rule's own literal type; the tests hold the body to GitHub's schema.
      const route: string =
        existing === undefined
          ? "POST /repos/{owner}/{repo}/rulesets"
          : "PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}";
      await (await client()).request(route, {
        ...at,
        ...(existing === undefined ? {} : { ruleset_id: existing.id }),
        ...rulesetBody(rule, movers, botId),
      });
    },
  };
}

/** One of the organization that the token may not read. */
function hidden(id = 0): Ruleset {
  return { id, name: `number ${id}`, enforcement: "active" };
}
