/** The App, secrets, variables and the environment that keeps the App's key. */
import { MET, missing, notAsked, type Setup } from "../requirement.ts";
import type { GithubApi } from "./api.ts";
import { appAnswer } from "./app.ts";
import { asked, noneWhereHidden, noneWhereMissing } from "./reading.ts";

const ENVIRONMENT = "delivery";

type Trust = Pick<
  Setup,
  "app" | "deliverySecret" | "variable" | "deliveryEnvironment" | "writeDeliveryEnvironment"
>;

export function trustSettings({ at, who, client, rest, variables, bot, botSlug }: GithubApi): Trust {
  const page = { ...at, per_page: 100 };
  const environment = async () => {
    const all = await (await client()).paginate("GET /repos/{owner}/{repo}/environments", page);
    return all.find(({ name }) => name === ENVIRONMENT);
  };
  const branches = async () => {
    const path = "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies";
    const policies = await (await client()).paginate(path, { ...page, environment_name: ENVIRONMENT });
    return policies.map(({ name = "" }) => name);
  };
  return {
    app: () =>
      asked("the App", async () => {
        const slug = await botSlug();
        const app = await bot();
        return app === undefined
          ? notAsked(`no App "${slug}" is visible to this token: it does not exist, or is private to others`)
          : appAnswer(app);
      }),
    deliverySecret: (name) =>
      asked("secrets", async () => {
        const { paginate } = await client();
        const own = await paginate("GET /repos/{owner}/{repo}/environments/{environment_name}/secrets", {
          ...page,
          environment_name: ENVIRONMENT,
        }).catch(noneWhereMissing);
        const wider = await paginate("GET /repos/{owner}/{repo}/actions/secrets", page);
        const shared = await paginate("GET /repos/{owner}/{repo}/actions/organization-secrets", page).catch(
          noneWhereHidden,
        );
        const isIn = (secrets: readonly { readonly name: string }[] | undefined) =>
          (secrets ?? []).some((secret) => secret.name === name);
        const places = [
          ...(isIn(wider) ? ["the repository"] : []),
          ...(isIn(shared) ? ["the organization"] : []),
        ];
        if (places.length > 0)
          return missing(`it is a secret of ${places.join(" and of ")}: delete it there`);
        return isIn(own) ? MET : missing(`the environment ${ENVIRONMENT} has no such secret`);
      }),
    variable: (name) =>
      asked("variables", async () =>
        (await variables()).get(name) ? MET : missing("neither the repository nor its organization has it"),
      ),
    deliveryEnvironment: () =>
      asked("environments", async () => {
        const found = await environment();
        if (found === undefined) return missing(`there is no environment ${ENVIRONMENT}`);
        if (found.deployment_branch_policy?.custom_branch_policies !== true)
          return missing("it does not name its branches");
        const names = await branches();
        if (names.length === 1 && names[0] === who.branch) return MET;
        return missing(`its branches are ${names.join(", ") || "none"}, expected ${who.branch} alone`);
      }),
    async writeDeliveryEnvironment() {
      const { repos } = await rest();
      const named = { ...at, environment_name: ENVIRONMENT };
      const found = await environment();
      if (found?.deployment_branch_policy?.custom_branch_policies !== true) {
        await repos.createOrUpdateEnvironment({
          ...named,
          ...protectionOf(found?.protection_rules ?? []),
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        });
      }
      if (!(await branches()).includes(who.branch))
        await repos.createDeploymentBranchPolicy({ ...named, name: who.branch });
    },
  };
}

interface Protection {
  readonly type?: string;
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly {
    readonly type?: "User" | "Team";
    readonly reviewer?: { readonly id?: number };
  }[];
}

/** GitHub replaces the whole environment: what people set there is sent again. */
function protectionOf(rules: readonly Protection[]) {
  const timer = rules.find(({ wait_timer }) => wait_timer !== undefined)?.wait_timer;
  const review = rules.find(({ reviewers }) => reviewers !== undefined);
  const reviewers = (review?.reviewers ?? []).flatMap(({ type, reviewer }) =>
    type === undefined || reviewer?.id === undefined ? [] : [{ type, id: reviewer.id }],
  );
  return {
    ...(timer === undefined ? {} : { wait_timer: timer }),
    ...(review === undefined ? {} : { reviewers, prevent_self_review: review.prevent_self_review ?? false }),
  };
}
