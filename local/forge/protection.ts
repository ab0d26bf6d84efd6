import type { ForgeApi } from "./api.ts";

export interface Pushers {
  /** Accounts that may push to main. */
  readonly pushers: readonly string[];
  /** The account that writes evidence and heartbeats. */
  readonly reporter: string;
}

/** Who may push what, as a ruleset on GitHub would say it; nobody else can move these branches. */
const rulesFor = ({ pushers, reporter }: Pushers) => [
  {
    rule_name: "main",
    enable_push: true,
    enable_push_whitelist: true,
    push_whitelist_usernames: pushers,
    // A person's click is held to the gates that the bot evaluated.
    enable_status_check: true,
    status_check_contexts: ["slipway/gates"],
  },
  // Evidence that anybody could write would be none. Once a year the reporter replaces its branch with a shorter history.
  { rule_name: "evidence/**", ...pushedBy(reporter), ...replacedBy(reporter) },
  { rule_name: "heartbeat/**", ...pushedBy(reporter), ...replacedBy(reporter) },
];

const ACCOUNTS: Pushers = { pushers: ["admin", "developer", "slipway-bot"], reporter: "reporter" };

function pushedBy(account: string) {
  return { enable_push: true, enable_push_whitelist: true, push_whitelist_usernames: [account] };
}

function replacedBy(account: string) {
  return {
    enable_force_push: true,
    enable_force_push_allowlist: true,
    force_push_allowlist_usernames: [account],
  };
}

/**
 * Makes the rules that are missing, and brings up to date those of an earlier version.
 * @param path of the repository in the API
 */
export async function protectBranches(
  admin: ForgeApi,
  path: string,
  accounts: Pushers = ACCOUNTS,
): Promise<void> {
  const known = await admin.call<readonly { rule_name: string }[]>("GET", `${path}/branch_protections`);
  for (const rule of rulesFor(accounts)) {
    const isKnown = known.some(({ rule_name }) => rule_name === rule.rule_name);
    const name = encodeURIComponent(rule.rule_name);
    await (isKnown
      ? admin.call("PATCH", `${path}/branch_protections/${name}`, rule)
      : admin.call("POST", `${path}/branch_protections`, rule));
  }
}
