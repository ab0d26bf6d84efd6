import type { ForgeApi } from "./api.ts";

/** Who may push what, as a ruleset on GitHub would say it; nobody else can move these branches. */
const rules = [
  {
    rule_name: "main",
    enable_push: true,
    enable_push_whitelist: true,
    push_whitelist_usernames: ["admin", "developer", "slipway-bot"],
    // A person's click is held to the gates that the bot evaluated.
    enable_status_check: true,
    status_check_contexts: ["slipway/gates"],
  },
  // Evidence that anybody could write would be none.
  { rule_name: "evidence/**", ...pushedBy("reporter") },
  { rule_name: "heartbeat/**", ...pushedBy("reporter"), ...replacedBy("reporter") },
] as const;

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

/** @param path of the repository in the API */
export async function protectBranches(admin: ForgeApi, path: string): Promise<void> {
  const known = await admin.call<readonly { rule_name: string }[]>("GET", `${path}/branch_protections`);
  const missing = rules.filter(({ rule_name }) => !known.some((rule) => rule.rule_name === rule_name));
  for (const rule of missing) await admin.call("POST", `${path}/branch_protections`, rule);
}
