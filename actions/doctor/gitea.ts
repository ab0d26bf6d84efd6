/** What Gitea's settings say. It has no environments, no Apps and no rule about who sets a check. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Call } from "@slipway/lib/io/forge/gitea-call.ts";
import { sender, writeProtections } from "@slipway/lib/io/forge/gitea-protection.ts";
import { matches } from "@slipway/lib/io/forge/gitea-trust.ts";
import * as z from "zod";
import { type Answer, MET, missing, notAsked, type Setup, worst } from "./requirement.ts";
import type { Mover, RefRule } from "./rules.ts";

/** Logins of those whom rules let through; none of a kind: not known. */
export type Logins = Readonly<Record<Exclude<Mover, "nobody">, readonly string[]>>;

const protections = z.array(
  z.object({
    rule_name: z.string(),
    enable_push: z.boolean(),
    enable_push_whitelist: z.boolean(),
    push_whitelist_usernames: z.array(z.string()).nullish(),
    enable_status_check: z.boolean(),
    status_check_contexts: z.array(z.string()).nullish(),
  }),
);
type Protection = z.output<typeof protections>[number];

const tagProtections = z.array(
  z.object({ id: z.number(), name_pattern: z.string(), whitelist_usernames: z.array(z.string()).nullish() }),
);
const names = z.array(z.object({ name: z.string() }));

const UNREADABLE = [401, 403, 404];

export function giteaSetup(call: Call, logins: Logins): Setup {
  /** Undefined: the token may not read it. */
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const { status, body } = await call("GET", path, undefined, UNREADABLE);
    return UNREADABLE.includes(status) ? undefined : schema.parse(body ?? []);
  };
  const loginsOf = ({ mover }: RefRule) => (mover === "nobody" ? [] : logins[mover]);
  const isUnknown = (rule: RefRule) => rule.mover !== "nobody" && loginsOf(rule).length === 0;

  async function tagRule(rule: RefRule): Promise<Answer> {
    const found = await read("/tag_protections", tagProtections);
    if (found === undefined) return unreadable("tag protections");
    const own = found.find(({ name_pattern: pattern }) => rule.patterns.includes(pattern));
    if (own === undefined)
      return missing(`no protection of tags has the pattern ${rule.patterns.join(", ")}`);
    return strangers(rule, own.whitelist_usernames ?? [], own.name_pattern);
  }

  function strangers(rule: RefRule, allowed: readonly string[], place: string): Answer {
    const expected = loginsOf(rule);
    if (isUnknown(rule))
      return notAsked(`whether ${allowed.join(", ")} are the ${rule.mover}: give --${rule.mover}`);
    const others = allowed.filter((login) => !expected.includes(login));
    const absent = expected.filter((login) => !allowed.includes(login));
    return worst([
      ...(others.length === 0 ? [] : [missing(`${others.join(", ")} may push by the rule ${place}`)]),
      ...(absent.length === 0 ? [] : [missing(`the rule ${place} keeps ${absent.join(", ")} out`)]),
    ]);
  }

  function branchRule(rule: RefRule, sample: string, all: readonly Protection[]): Answer {
    const own = all.find(({ rule_name: pattern }) => matches(pattern, sample));
    if (own === undefined) return missing(`no rule is for ${sample}`);
    const isOpen = own.enable_push && !own.enable_push_whitelist;
    const checks = own.enable_status_check ? (own.status_check_contexts ?? []) : [];
    const lacking = (rule.checks ?? []).filter((context) => !checks.includes(context));
    return worst([
      ...(isOpen ? [missing(`the rule ${own.rule_name} lets everybody push`)] : []),
      ...(isOpen
        ? []
        : [strangers(rule, own.enable_push ? (own.push_whitelist_usernames ?? []) : [], own.rule_name)]),
      ...lacking.map((context) => missing(`the rule ${own.rule_name} does not require ${context}`)),
    ]);
  }

  const none = (what: string) => async () => notAsked(`Gitea has no ${what}`);
  const refuse = (what: string) => async () => {
    throw new UserError(`Gitea has no ${what}.\n  Set this at GitHub only.`);
  };

  return {
    flavour: "gitea",
    async rule(rule) {
      if (rule.kind === "tag") return tagRule(rule);
      const all = await read("/branch_protections", protections);
      if (all === undefined) return unreadable("branch protections");
      return worst(rule.samples.map((sample) => branchRule(rule, sample, all)));
    },
    async writeRule(rule) {
      if (isUnknown(rule))
        throw new UserError(
          `rule/${rule.id}: who the ${rule.mover} are is not known.\n  Give their logins: --${rule.mover}.`,
        );
      const pushers = loginsOf(rule);
      if (rule.kind === "branch") {
        const isReplaced = rule.mover !== "nobody" && rule.forbids.includes("update");
        const replacers = isReplaced && !rule.forbids.includes("replace") ? pushers : [];
        const shape = { pushers, replacers, ...(rule.checks === undefined ? {} : { checks: rule.checks }) };
        await writeProtections(
          sender(call),
          rule.patterns.map((pattern) => ({ pattern, ...shape })),
        );
        return;
      }
      const known = (await read("/tag_protections", tagProtections)) ?? [];
      for (const pattern of rule.patterns) {
        const existing = known.find(({ name_pattern }) => name_pattern === pattern);
        const body = { name_pattern: pattern, whitelist_usernames: pushers };
        if (existing === undefined) await call("POST", "/tag_protections", body);
        else await call("PATCH", `/tag_protections/${existing.id}`, body);
      }
    },
    app: none("Apps; the bot is an account with a token"),
    async deliverySecret(name) {
      const found = await read("/actions/secrets", names);
      if (found === undefined) return unreadable("secrets");
      return found.some((secret) => secret.name === name)
        ? MET
        : missing("the repository has no such secret");
    },
    async variable(name) {
      const { status } = await call("GET", `/actions/variables/${name}`, undefined, UNREADABLE);
      if (status === 404) return missing("the repository has no such variable");
      return UNREADABLE.includes(status) ? unreadable("variables") : MET;
    },
    deliveryEnvironment: none(
      "environments: every workflow of every branch reads the secrets of the repository",
    ),
    writeDeliveryEnvironment: refuse("environments"),
    tokenDefault: none("setting for the rights of a job's token in its API"),
    writeTokenDefault: refuse("such setting"),
    async mergeCommits() {
      const found = await read("", z.object({ allow_merge_commits: z.boolean().optional() }));
      if (found?.allow_merge_commits === undefined) return unreadable("which merges are allowed");
      return found.allow_merge_commits ? MET : missing("they are not allowed");
    },
    async allowMergeCommits() {
      await call("PATCH", "", { allow_merge_commits: true });
    },
    pages: none("Pages"),
    writePages: refuse("Pages"),
  };
}

function unreadable(what: string): Answer {
  return notAsked(`the token may not read ${what}: it must be an administrator's`);
}
