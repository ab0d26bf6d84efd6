/** Rules of branches at Gitea: who may push, who may replace what is there, and which checks a merge needs. */
import type { Call } from "./gitea-call.ts";

/** One rule; nobody but the named accounts may move branches of its pattern. */
export interface BranchProtection {
  /** As Gitea matches: `*` stops at a slash, `**` does not. */
  readonly pattern: string;
  /** Logins; none: nobody may push. */
  readonly pushers: readonly string[];
  /** Logins that may also force-push. */
  readonly replacers?: readonly string[];
  /** Contexts that must be green on the head of a pull request. */
  readonly checks?: readonly string[];
}

/** Sends one request below the repository's address and returns the answer's body. */
export type Send = (method: string, path: string, body?: object) => Promise<unknown>;

/** The body of a request that creates or edits the rule. */
export function protectionBody({ pattern, pushers, replacers = [], checks = [] }: BranchProtection): object {
  return {
    rule_name: pattern,
    ...(pushers.length === 0
      ? { enable_push: false }
      : { enable_push: true, enable_push_whitelist: true, push_whitelist_usernames: pushers }),
    ...(replacers.length === 0
      ? {}
      : {
          enable_force_push: true,
          enable_force_push_allowlist: true,
          force_push_allowlist_usernames: replacers,
        }),
    ...(checks.length === 0 ? {} : { enable_status_check: true, status_check_contexts: checks }),
  };
}

/** Creates the rules that are missing, and brings those of the same pattern up to date. Needs an administrator's token. */
export async function writeProtections(send: Send, rules: readonly BranchProtection[]): Promise<void> {
  const answer = await send("GET", "/branch_protections");
  const known = new Set(
    Array.isArray(answer) ? answer.map((rule: { rule_name?: unknown }) => rule.rule_name) : [],
  );
  for (const rule of rules) {
    const path = `/branch_protections/${encodeURIComponent(rule.pattern)}`;
    if (known.has(rule.pattern)) await send("PATCH", path, protectionBody(rule));
    else await send("POST", "/branch_protections", protectionBody(rule));
  }
}

/** {@link Send} over the adapter's own caller. */
export function sender(call: Call): Send {
  return async (method, path, body) => (await call(method, path, body)).body;
}
