/** Everything that must be true outside the repository, once. */
import type { Requirement, Setup } from "./requirement.ts";
import type { RefRule } from "./rules.ts";

const APPLY = "slipway doctor --apply";

export function ruleRequirements(setup: Setup, rules: readonly RefRule[]): readonly Requirement[] {
  return rules.map((rule) => {
    const { id, kind, patterns, mover, isRequired, why, threat } = rule;
    const by = mover === "nobody" ? "nobody" : `the ${mover} alone`;
    const checks = rule.checks === undefined ? "" : `, with the check ${rule.checks.join(", ")} required`;
    return {
      id: `rule/${id}`,
      what: `${kind === "tag" ? "tags " : ""}${patterns.join(", ")}: moved by ${by}${checks}`,
      why,
      threat,
      isRequired,
      how: APPLY,
      check: () => setup.rule(rule),
      apply: () => setup.writeRule(rule),
    };
  });
}

/** Where images are pushed to decides which login the workflows need. */
export function settingRequirements(setup: Setup, registries: readonly string[]): readonly Requirement[] {
  const isEcr = registries.some((registry) => /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(registry));
  return [
    {
      id: "app/rights",
      what: "the bot is a GitHub App with contents, pull requests and statuses: write, and nothing more",
      why: "without these rights it cannot pin, open pull requests or set checks; with more, its key is worth more to a thief",
      threat: "T1",
      how: "Settings → Developer settings → GitHub Apps: create it, install it on this repository alone, and set SLIPWAY_BOT_NAME to <slug>[bot]",
      isRequired: true,
      check: () => setup.app(),
    },
    {
      id: "environment/delivery",
      what: "the environment delivery, whose one branch is the branch that the environments live on",
      why: "a workflow of any branch reads the App's key, and with it pushes past every rule",
      threat: "T1",
      how: APPLY,
      isRequired: true,
      check: () => setup.deliveryEnvironment(),
      apply: () => setup.writeDeliveryEnvironment(),
    },
    {
      id: "secret/SLIPWAY_APP_PRIVATE_KEY",
      what: "the App's private key, as a secret of the environment delivery and nowhere else",
      why: "nothing is pinned or promoted without it; as a secret of the repository, every workflow of every branch reads it",
      threat: "T1",
      how: "gh secret set SLIPWAY_APP_PRIVATE_KEY --env delivery < key.pem",
      isRequired: true,
      check: () => setup.deliverySecret("SLIPWAY_APP_PRIVATE_KEY"),
    },
    variable(setup, "SLIPWAY_APP_CLIENT_ID", "the App's client id", "no workflow gets the App's token"),
    variable(setup, "SLIPWAY_REGISTRY", "the registry that images are pushed to", "no image is pushed"),
    variable(
      setup,
      "SLIPWAY_BOT_NAME",
      "the App's login",
      "each status that the App sets starts gates-check.yml again",
      false,
    ),
    ...(isEcr ? aws(setup) : []),
    {
      id: "workflows/token",
      what: "a job's own token may only read, and may not approve pull requests, unless its workflow says more",
      why: "a workflow that names no permissions may push, and approve what it pushed",
      threat: "T4",
      how: APPLY,
      isRequired: true,
      check: () => setup.tokenDefault(),
      apply: () => setup.writeTokenDefault(),
    },
    {
      id: "repository/merge-commits",
      what: "merge commits are allowed",
      why: "promotions merge with a merge commit; without it every merge is refused",
      how: APPLY,
      isRequired: true,
      check: () => setup.mergeCommits(),
      apply: () => setup.allowMergeCommits(),
    },
    {
      id: "pages",
      what: "Pages serves the branch board",
      why: "the board is written but not published",
      how: `${APPLY}, after the workflow board ran once`,
      isRequired: false,
      check: () => setup.pages(),
      apply: () => setup.writePages(),
    },
  ];
}

function aws(setup: Setup): readonly Requirement[] {
  return [
    ["AWS_ROLE_ARN", "the role that may push images"],
    ["AWS_READ_ROLE_ARN", "the role that may read images and create version tags"],
    ["AWS_REGION", "the region of the registry"],
    ["AWS_ACCOUNT_ID", "the account of the roles"],
  ].map(([name = "", what = ""]) => ({
    ...variable(setup, name, what, "the workflows cannot log in to the registry", true),
    threat: "T5",
  }));
}

function variable(setup: Setup, name: string, what: string, why: string, isRequired = true): Requirement {
  return {
    id: `variable/${name}`,
    what: `the variable ${name}: ${what}`,
    why,
    isRequired,
    how: `gh variable set ${name} --body <value>`,
    check: () => setup.variable(name),
  };
}
