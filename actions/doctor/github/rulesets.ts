/** Rulesets of GitHub: the required rules, and whether active rulesets contain them. */
import { minimatch } from "minimatch";
import { type Answer, MET, missing, notAsked, worst } from "../requirement.ts";
import type { Forbidden, RefRule } from "../rules.ts";

export interface BypassActor {
  readonly actor_id?: number | null | undefined;
  readonly actor_type: string;
  readonly bypass_mode?: string | undefined;
}

export interface RulesetRule {
  readonly type: string;
  readonly parameters?: unknown;
}

export interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly target?: string | undefined;
  readonly enforcement: string;
  /** Absent where the token may not read it. */
  readonly bypass_actors?: readonly BypassActor[] | undefined;
  readonly conditions?:
    | { readonly ref_name?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] } }
    | null
    | undefined;
  readonly rules?: readonly RulesetRule[] | undefined;
}

/** A rule that applies to one name, and the ruleset that it is from. */
export interface ActiveRule extends RulesetRule {
  readonly ruleset: Ruleset;
}

/** Apps that a rule lets through; undefined: their ids are not known. */
export type Movers = readonly { readonly id: number; readonly slug: string }[] | undefined;

const TYPES: Readonly<Record<Forbidden, string>> = {
  create: "creation",
  update: "update",
  delete: "deletion",
  replace: "non_fast_forward",
};

/** GitHub's numbers of the roles maintain and admin. */
const MAINTAINERS: readonly BypassActor[] = [2, 5].map((actor_id) => ({
  actor_id,
  actor_type: "RepositoryRole",
  bypass_mode: "always",
}));
/** Roles that count as maintainers in a manually written ruleset. */
const MAINTAINING = ["OrganizationAdmin", "Team"];

/** What is written, under its own name: rulesets add up, so those of people stay as they are. */
export function rulesetBody(rule: RefRule, apps: NonNullable<Movers>, botId: number | undefined) {
  const prefix = rule.kind === "tag" ? "refs/tags/" : "refs/heads/";
  return {
    name: rulesetName(rule),
    target: rule.kind,
    enforcement: "active" as const,
    bypass_actors:
      rule.mover === "maintainers"
        ? MAINTAINERS
        : apps.map(({ id }) => ({ actor_id: id, actor_type: "Integration", bypass_mode: "always" })),
    // GitHub's `**` crosses slashes only where a slash follows it.
    conditions: {
      ref_name: {
        include: rule.patterns.map((pattern) => `${prefix}${pattern.replace(/\*\*$/, "**/*")}`),
        exclude: [],
      },
    },
    rules: [
      ...rule.forbids.map((each) => ({ type: TYPES[each] })),
      ...(rule.isReviewed ? [{ type: "pull_request", parameters: REVIEWED }] : []),
      ...(rule.checks === undefined ? [] : [requiredChecks(rule.checks, botId)]),
    ],
  };
}

export function rulesetName({ id }: RefRule): string {
  return `slipway: ${id}`;
}

const REVIEWED = {
  allowed_merge_methods: ["merge"],
  dismiss_stale_reviews_on_push: true,
  require_code_owner_review: true,
  require_last_push_approval: false,
  required_approving_review_count: 1,
  required_review_thread_resolution: false,
} as const;

function requiredChecks(checks: readonly string[], botId: number | undefined) {
  return {
    type: "required_status_checks",
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: checks.map((context) => ({
        context,
        ...(botId === undefined ? {} : { integration_id: botId }),
      })),
    },
  };
}

/** Rules of active rulesets for a tag; GitHub's API returns them only for branches. */
export function rulesOfTag(rulesets: readonly Ruleset[], tag: string): readonly ActiveRule[] {
  const ref = `refs/tags/${tag}`;
  const matches = (pattern: string) => pattern === "~ALL" || minimatch(ref, pattern);
  return rulesets
    .filter(({ target, enforcement }) => target === "tag" && enforcement === "active")
    .filter(({ conditions }) => {
      const { include = [], exclude = [] } = conditions?.ref_name ?? {};
      return include.some(matches) && !exclude.some(matches);
    })
    .flatMap((ruleset) => (ruleset.rules ?? []).map((rule) => ({ ...rule, ruleset })));
}

/** Whether the rules for `name` forbid what they must, and admit exactly the required actors. */
export function judge(
  rule: RefRule,
  name: string,
  active: readonly ActiveRule[],
  movers: Movers,
  botId: number | undefined,
): Answer {
  const needed = [
    ...rule.forbids.map((each) => TYPES[each]),
    ...(rule.isReviewed ? ["pull_request"] : []),
    ...(rule.checks === undefined ? [] : ["required_status_checks"]),
  ];
  return worst([
    ...needed.map((type) => judgeType(rule, name, type, active, movers)),
    ...(rule.checks ?? []).map((context) => judgeCheck(name, context, active, botId)),
    ...(rule.isReviewed ? [judgeReview(name, active)] : []),
    ...entered(rule, name, active, movers),
  ]);
}

function judgeType(
  rule: RefRule,
  name: string,
  type: string,
  active: readonly ActiveRule[],
  movers: Movers,
): Answer {
  const candidates = active.filter((each) => each.type === type);
  if (candidates.length === 0) return missing(`no active ruleset has the rule ${type} for ${name}`);
  const answers = candidates.map(({ ruleset }) => onlyAllowed(rule, ruleset, movers));
  return answers.find(({ state }) => state === "met") ?? answers[0] ?? MET;
}

/** One ruleset without further bypass actors is enough, because rulesets are cumulative. */
function onlyAllowed({ mover }: RefRule, ruleset: Ruleset, movers: Movers): Answer {
  const { bypass_actors: actors, name } = ruleset;
  if (actors === undefined)
    return notAsked(
      `the token may not read who bypasses the ruleset "${name}": it needs administration: read`,
    );
  const isAllowed = ({ actor_type: type, actor_id: id }: BypassActor) => {
    if (mover === "maintainers")
      return (
        MAINTAINING.includes(type) ||
        MAINTAINERS.some((each) => each.actor_type === type && each.actor_id === id)
      );
    return type === "Integration" && (movers ?? []).some((app) => app.id === id);
  };
  const others = actors.filter((actor) => !isAllowed(actor));
  if (others.length === 0) return MET;
  const apps = others.filter(({ actor_type: type }) => type === "Integration");
  if (movers === undefined && mover !== "maintainers" && apps.length === others.length)
    return notAsked(
      `whether ${apps.map(shown).join(", ")}, which bypasses the ruleset "${name}", is the ${mover}`,
    );
  return missing(`${others.map(shown).join(", ")} may bypass the ruleset "${name}"`);
}

/** Whoever is to move the name must pass every ruleset that is in the way. */
function entered(
  { mover, forbids }: RefRule,
  name: string,
  active: readonly ActiveRule[],
  movers: Movers,
): readonly Answer[] {
  if (mover === "nobody" || mover === "maintainers") return [];
  const types = new Set([...forbids.map((each) => TYPES[each]), "pull_request", "required_status_checks"]);
  const rulesets = new Map(
    active.filter(({ type }) => types.has(type)).map(({ ruleset }) => [ruleset.id, ruleset]),
  );
  return [...rulesets.values()].flatMap(({ name: ruleset, bypass_actors: actors }) =>
    (movers ?? [])
      .filter(
        ({ id }) =>
          actors !== undefined &&
          !actors.some(
            (actor) => actor.actor_id === id && (actor.bypass_mode ?? "always") !== "pull_request",
          ),
      )
      .map(({ slug }) => missing(`the ruleset "${ruleset}" does not let ${slug} move ${name}`)),
  );
}

function judgeCheck(
  name: string,
  context: string,
  active: readonly ActiveRule[],
  botId: number | undefined,
): Answer {
  const found = active.flatMap(({ type, parameters }) =>
    type === "required_status_checks" ? checksOf(parameters).filter((each) => each.context === context) : [],
  );
  if (found.length === 0) return missing(`${name} does not require the check ${context}`);
  const sources = found.flatMap(({ integration_id: id }) => (typeof id === "number" ? [id] : []));
  if (sources.length === 0) return missing(`the check ${context} counts whoever sets it`);
  if (botId === undefined)
    return notAsked(`whether App ${sources[0]}, which must set ${context}, is the bot`);
  return sources.includes(botId) ? MET : missing(`the check ${context} is expected from App ${sources[0]}`);
}

function checksOf(parameters: unknown): readonly { context?: unknown; integration_id?: unknown }[] {
  const list = Object(parameters).required_status_checks;
  return Array.isArray(list) ? list.map((each) => Object(each)) : [];
}

function judgeReview(name: string, active: readonly ActiveRule[]): Answer {
  const reviews = active.filter(({ type }) => type === "pull_request");
  return reviews.length === 0 ||
    reviews.some(({ parameters }) => Object(parameters).require_code_owner_review === true)
    ? MET
    : missing(`${name} takes pull requests without a review by the code owners`);
}

function shown({ actor_type: type, actor_id: id }: BypassActor): string {
  if (type === "Integration") return `App ${id}`;
  if (type === "RepositoryRole") return `everybody with role ${id}`;
  return id === null || id === undefined ? type : `${type} ${id}`;
}
