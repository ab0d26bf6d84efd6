/** Who did what at Gitea, as Gitea recorded it: commits, and the protection of branches. */
import * as z from "zod";
import { parseJson } from "../../domain/parsing/json.ts";
import type { BranchRules, Push } from "./forge.ts";
import type { Call } from "./gitea-call.ts";

export async function readAccount(call: Call): Promise<string> {
  const { body } = await call("GET", "/user", undefined, [], "api");
  return z.object({ login: z.string().min(1) }).parse(body).login;
}

const commitSchema = z.object({
  sha: z.string(),
  author: z.object({ login: z.string() }).nullish(),
  commit: z.object({
    verification: z
      .object({ verified: z.boolean(), signer: z.object({ name: z.string() }).nullish() })
      .nullish(),
  }),
});

/** Signed with a key of the account itself: what Gitea's own key signs may have been written by anybody. */
export async function isOwnCommit(call: Call, sha: string, account: string): Promise<boolean> {
  const path = `/git/commits/${sha}?stat=false&verification=true&files=false`;
  const { status, body } = await call("GET", path, undefined, [404, 422]);
  if (status === 404 || status === 422) return false;
  const { sha: found, author, commit } = commitSchema.parse(body);
  const { verification } = commit;
  return (
    found === sha &&
    verification?.verified === true &&
    verification.signer?.name === account &&
    author?.login === account
  );
}

const rulesSchema = z.array(
  z.object({
    rule_name: z.string(),
    enable_push: z.boolean(),
    enable_push_whitelist: z.boolean(),
    enable_status_check: z.boolean(),
    status_check_contexts: z.array(z.string()).nullish(),
  }),
);

/** Gitea takes a check from every account that may write; it has no rule about who sets it. */
export async function readRules(call: Call, branch: string): Promise<BranchRules | string> {
  const { status, body } = await call("GET", "/branch_protections", undefined, [401, 403, 404]);
  if ([401, 403, 404].includes(status)) return "the token may not read branch protections";
  const rules = rulesSchema.parse(body).filter(({ rule_name }) => matches(rule_name, branch));
  return {
    isRestricted: rules.some((rule) => !rule.enable_push || rule.enable_push_whitelist),
    checks: rules
      .filter((rule) => rule.enable_status_check)
      .flatMap((rule) =>
        (rule.status_check_contexts ?? []).map((context) => ({ context, hasSource: false })),
      ),
  };
}

const feedSchema = z.array(
  z.object({
    op_type: z.string(),
    ref_name: z.string().nullish(),
    created: z.string(),
    act_user: z.object({ login: z.string() }).nullish(),
    content: z.string().nullish(),
  }),
);
const pushSchema = z.object({ HeadCommit: z.object({ Sha1: z.string() }).nullish() });

/** Gitea has one feed for the repository: what other branches got counts among the fifty. */
export async function readPushes(call: Call, branch: string): Promise<readonly Push[] | string> {
  const { status, body } = await call("GET", "/activities/feeds?limit=50", undefined, [401, 403, 404]);
  if ([401, 403, 404].includes(status)) return "the token may not read the repository's activity";
  return feedSchema.parse(body).flatMap(({ op_type, ref_name, created, act_user, content }) => {
    if (op_type !== "commit_repo" || ref_name !== `refs/heads/${branch}`) return [];
    const pushed = pushSchema.safeParse(parseJson(content ?? ""));
    const sha = pushed.success ? pushed.data.HeadCommit?.Sha1 : undefined;
    return sha === undefined
      ? []
      : [{ sha, by: act_user?.login ?? "a deleted account", at: new Date(created) }];
  });
}

/** As Gitea matches: `*` stops at a slash, `**` does not. */
export function matches(rule: string, branch: string): boolean {
  const pattern = rule
    .split("**")
    .map((part) => part.split("*").map(escaped).join("[^/]*"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(branch);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
