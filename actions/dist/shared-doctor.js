// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  GATES_CONTEXT
} from "./shared-9-verbs-8dc5e9b4.js";
import {
  evidenceBranch,
  heartbeatBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  readPin
} from "./shared-10-verbs-521d606e.js";
import {
  requireSetUp
} from "./shared-10-verbs-423d2df6.js";
import {
  ForgeError,
  giteaCaller,
  isGitea,
  matches,
  octokitOnDemand,
  readAddress,
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  firstLine
} from "./shared-15-verbs-e34f738c.js";
import {
  branchInput
} from "./shared-11-verbs-752aa88d.js";
import {
  openGit,
  shortNameOf
} from "./shared-19-verbs-798eb292.js";
import {
  limitsOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  CONFIG_FILE,
  DEFAULTS,
  UserError,
  array,
  boolean,
  defineRequest,
  flag,
  list,
  minimatch,
  number,
  object,
  readConfig,
  string,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/doctor/doctor.ts
init_oldest_node();

// actions/doctor/findings.ts
init_oldest_node();
function findingsText(findings, paint) {
  const of = (state) => findings.filter(({ answer }) => answer.state === state);
  const absent = of("missing");
  const required = absent.filter(({ requirement }) => requirement.isRequired).length;
  const unknown = of("not asked").length;
  const met = of("met").length;
  return [
    ...absent.map((finding) => missingText(finding, paint)),
    ...of("not asked").map(
      ({ requirement, answer }) => [
        paint("warn", `? ${requirement.id}: ${requirement.what}`),
        `    not asked: ${answer.state === "not asked" ? answer.reason : ""}`
      ].join("\n")
    ),
    of("met").map(({ requirement }) => paint("good", `✓ ${requirement.id}: ${requirement.what}`)).join("\n"),
    `${required} required missing, ${absent.length - required} advised missing, ${unknown} not asked, ${met} met.`
  ].filter((part) => part !== "").join("\n\n");
}
function missingText({ requirement, answer }, paint) {
  const { id, what, why, threat, how, isRequired } = requirement;
  const row = threat === void 0 ? "" : ` (docs/threat-model.md: ${threat})`;
  return [
    paint(isRequired ? "bad" : "warn", `${isRequired ? "✕" : "!"} ${id}: ${what}`),
    `    found: ${answer.state === "missing" ? answer.found : ""}`,
    `    why:   ${why}${row}`,
    `    fix:   ${how}`
  ].join("\n");
}

// actions/doctor/gitea.ts
init_oldest_node();

// actions/lib/io/forge/gitea-protection.ts
init_oldest_node();
function protectionBody({ pattern, pushers, replacers = [], checks = [] }) {
  return {
    rule_name: pattern,
    ...pushers.length === 0 ? { enable_push: false } : { enable_push: true, enable_push_whitelist: true, push_whitelist_usernames: pushers },
    ...replacers.length === 0 ? {} : {
      enable_force_push: true,
      enable_force_push_allowlist: true,
      force_push_allowlist_usernames: replacers
    },
    ...checks.length === 0 ? {} : { enable_status_check: true, status_check_contexts: checks }
  };
}
async function writeProtections(send, rules) {
  const answer = await send("GET", "/branch_protections");
  const known = new Set(
    Array.isArray(answer) ? answer.map((rule) => rule.rule_name) : []
  );
  for (const rule of rules) {
    const path = `/branch_protections/${encodeURIComponent(rule.pattern)}`;
    if (known.has(rule.pattern)) await send("PATCH", path, protectionBody(rule));
    else await send("POST", "/branch_protections", protectionBody(rule));
  }
}
function sender(call) {
  return async (method, path, body) => (await call(method, path, body)).body;
}

// actions/doctor/requirement.ts
init_oldest_node();
var MET = { state: "met" };
var missing = (found) => ({ state: "missing", found });
var notAsked = (reason) => ({ state: "not asked", reason });
function worst(answers) {
  const found = answers.flatMap((answer) => answer.state === "missing" ? [answer.found] : []);
  if (found.length > 0) return missing([...new Set(found)].join("; "));
  return answers.find(({ state }) => state === "not asked") ?? MET;
}

// actions/doctor/gitea.ts
var protections = array(
  object({
    rule_name: string(),
    enable_push: boolean(),
    enable_push_whitelist: boolean(),
    push_whitelist_usernames: array(string()).nullish(),
    enable_status_check: boolean(),
    status_check_contexts: array(string()).nullish()
  })
);
var tagProtections = array(
  object({ id: number(), name_pattern: string(), whitelist_usernames: array(string()).nullish() })
);
var names = array(object({ name: string() }));
var UNREADABLE = [401, 403, 404];
function giteaSetup(call, logins) {
  const read = async (path, schema) => {
    const { status, body } = await call("GET", path, void 0, UNREADABLE);
    return UNREADABLE.includes(status) ? void 0 : schema.parse(body ?? []);
  };
  const loginsOf = ({ mover }) => mover === "nobody" ? [] : logins[mover];
  const isUnknown = (rule) => rule.mover !== "nobody" && loginsOf(rule).length === 0;
  async function tagRule(rule) {
    const found = await read("/tag_protections", tagProtections);
    if (found === void 0) return unreadable("tag protections");
    const own = found.find(({ name_pattern: pattern }) => rule.patterns.includes(pattern));
    if (own === void 0)
      return missing(`no protection of tags has the pattern ${rule.patterns.join(", ")}`);
    return strangers(rule, own.whitelist_usernames ?? [], own.name_pattern);
  }
  function strangers(rule, allowed, place) {
    const expected = loginsOf(rule);
    if (isUnknown(rule))
      return notAsked(`whether ${allowed.join(", ")} are the ${rule.mover}: give --${rule.mover}`);
    const others = allowed.filter((login) => !expected.includes(login));
    const absent = expected.filter((login) => !allowed.includes(login));
    return worst([
      ...others.length === 0 ? [] : [missing(`${others.join(", ")} may push by the rule ${place}`)],
      ...absent.length === 0 ? [] : [missing(`the rule ${place} keeps ${absent.join(", ")} out`)]
    ]);
  }
  function branchRule(rule, sample, all) {
    const own = all.find(({ rule_name: pattern }) => matches(pattern, sample));
    if (own === void 0) return missing(`no rule is for ${sample}`);
    const isOpen = own.enable_push && !own.enable_push_whitelist;
    const checks = own.enable_status_check ? own.status_check_contexts ?? [] : [];
    const lacking = (rule.checks ?? []).filter((context) => !checks.includes(context));
    return worst([
      ...isOpen ? [missing(`the rule ${own.rule_name} lets everybody push`)] : [],
      ...isOpen ? [] : [strangers(rule, own.enable_push ? own.push_whitelist_usernames ?? [] : [], own.rule_name)],
      ...lacking.map((context) => missing(`the rule ${own.rule_name} does not require ${context}`))
    ]);
  }
  const none = (what) => async () => notAsked(`Gitea has no ${what}`);
  const refuse = (what) => async () => {
    throw new UserError(`Gitea has no ${what}.
  Set this at GitHub only.`);
  };
  return {
    flavour: "gitea",
    async rule(rule) {
      if (rule.kind === "tag") return tagRule(rule);
      const all = await read("/branch_protections", protections);
      if (all === void 0) return unreadable("branch protections");
      return worst(rule.samples.map((sample) => branchRule(rule, sample, all)));
    },
    async writeRule(rule) {
      if (isUnknown(rule))
        throw new UserError(
          `rule/${rule.id}: who the ${rule.mover} are is not known.
  Give their logins: --${rule.mover}.`
        );
      const pushers = loginsOf(rule);
      if (rule.kind === "branch") {
        const isReplaced = rule.mover !== "nobody" && rule.forbids.includes("update");
        const replacers = isReplaced && !rule.forbids.includes("replace") ? pushers : [];
        const shape = { pushers, replacers, ...rule.checks === void 0 ? {} : { checks: rule.checks } };
        await writeProtections(
          sender(call),
          rule.patterns.map((pattern) => ({ pattern, ...shape }))
        );
        return;
      }
      const known = await read("/tag_protections", tagProtections) ?? [];
      for (const pattern of rule.patterns) {
        const existing = known.find(({ name_pattern }) => name_pattern === pattern);
        const body = { name_pattern: pattern, whitelist_usernames: pushers };
        if (existing === void 0) await call("POST", "/tag_protections", body);
        else await call("PATCH", `/tag_protections/${existing.id}`, body);
      }
    },
    app: none("Apps; the bot is an account with a token"),
    async deliverySecret(name) {
      const found = await read("/actions/secrets", names);
      if (found === void 0) return unreadable("secrets");
      return found.some((secret) => secret.name === name) ? MET : missing("the repository has no such secret");
    },
    async variable(name) {
      const { status } = await call("GET", `/actions/variables/${name}`, void 0, UNREADABLE);
      if (status === 404) return missing("the repository has no such variable");
      return UNREADABLE.includes(status) ? unreadable("variables") : MET;
    },
    deliveryEnvironment: none(
      "environments: every workflow of every branch reads the secrets of the repository"
    ),
    writeDeliveryEnvironment: refuse("environments"),
    tokenDefault: none("setting for the rights of a job's token in its API"),
    writeTokenDefault: refuse("such setting"),
    async mergeCommits() {
      const found = await read("", object({ allow_merge_commits: boolean().optional() }));
      if (found?.allow_merge_commits === void 0) return unreadable("which merges are allowed");
      return found.allow_merge_commits ? MET : missing("they are not allowed");
    },
    async allowMergeCommits() {
      await call("PATCH", "", { allow_merge_commits: true });
    },
    pages: none("Pages"),
    writePages: refuse("Pages")
  };
}
function unreadable(what) {
  return notAsked(`the token may not read ${what}: it must be an administrator's`);
}

// actions/doctor/github/setup.ts
init_oldest_node();

// actions/doctor/github/api.ts
init_oldest_node();

// actions/doctor/github/reading.ts
init_oldest_node();
var UNREADABLE2 = [401, 403, 404];
async function asked(what, read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ForgeError && UNREADABLE2.includes(error.status))
      return notAsked(`the token may not read ${what}: ${firstLine(error.message)}`);
    throw error;
  }
}
function noneWhereHidden(error) {
  if (error instanceof ForgeError && UNREADABLE2.includes(error.status)) return void 0;
  throw error;
}
function noneWhereMissing(error) {
  if (error instanceof ForgeError && error.status === 404) return void 0;
  throw error;
}

// actions/doctor/github/api.ts
function githubApi(client, at, who) {
  const rest = async () => (await client()).rest;
  const variables = once(async () => {
    const { paginate } = await client();
    const page = { ...at, per_page: 30 };
    const own = await paginate("GET /repos/{owner}/{repo}/actions/variables", page);
    const shared = await paginate("GET /repos/{owner}/{repo}/actions/organization-variables", page).catch(
      noneWhereHidden
    );
    return new Map([...shared ?? [], ...own].map(({ name, value }) => [name, value]));
  });
  const botSlug = async () => {
    const known = await variables().catch(noneWhereHidden);
    return (known?.get("SLIPWAY_BOT_NAME") || who.bot).replace(/\[bot\]$/, "");
  };
  const appOf = async (slug) => {
    const found = await (await rest()).apps.getBySlug({ app_slug: slug }).catch(noneWhereHidden);
    return found?.data ?? void 0;
  };
  const bot = once(async () => appOf(await botSlug()));
  return {
    at,
    who,
    client,
    rest,
    variables,
    botSlug,
    bot,
    async moversOf(mover) {
      if (mover === "nobody" || mover === "maintainers") return [];
      const apps = mover === "bot" ? [await bot()] : await Promise.all(who.reporters.map(appOf));
      const known = apps.flatMap((app) => app === void 0 ? [] : [{ id: app.id, slug: app.slug ?? "" }]);
      return known.length === 0 || known.length < apps.length ? void 0 : known;
    }
  };
}
function once(read) {
  let result;
  return () => {
    result ??= read();
    return result;
  };
}

// actions/doctor/github/repository.ts
init_oldest_node();
function repositorySettings({ at, rest }) {
  return {
    tokenDefault: () => asked("Actions' settings", async () => {
      const { actions } = await rest();
      const { data } = await actions.getGithubActionsDefaultWorkflowPermissionsRepository({ ...at });
      const faults = [
        ...data.default_workflow_permissions === "read" ? [] : ["it may write"],
        ...data.can_approve_pull_request_reviews ? ["it may approve pull requests"] : []
      ];
      return faults.length === 0 ? MET : missing(faults.join(", and "));
    }),
    async writeTokenDefault() {
      await (await rest()).actions.setGithubActionsDefaultWorkflowPermissionsRepository({
        ...at,
        default_workflow_permissions: "read",
        can_approve_pull_request_reviews: false
      });
    },
    mergeCommits: () => asked("the repository", async () => {
      const { data } = await (await rest()).repos.get({ ...at });
      if (data.allow_merge_commit === void 0)
        return notAsked("the token may not read which merges are allowed: it needs administration: read");
      return data.allow_merge_commit ? MET : missing("they are not allowed");
    }),
    async allowMergeCommits() {
      await (await rest()).repos.update({ ...at, allow_merge_commit: true });
    },
    pages: () => asked("Pages", async () => {
      const found = await (await rest()).repos.getPages({ ...at }).catch(noneWhereMissing);
      if (found === void 0) return missing("Pages is off");
      const branch = found.data.source?.branch;
      return branch === "board" ? MET : missing(`it serves ${branch ?? "what a workflow uploads"}`);
    }),
    async writePages() {
      await (await rest()).repos.createPagesSite({ ...at, source: { branch: "board", path: "/" } });
    }
  };
}

// actions/doctor/github/rules.ts
init_oldest_node();

// actions/doctor/github/rulesets.ts
init_oldest_node();
var TYPES = {
  create: "creation",
  update: "update",
  delete: "deletion",
  replace: "non_fast_forward"
};
var MAINTAINERS = [2, 5].map((actor_id) => ({
  actor_id,
  actor_type: "RepositoryRole",
  bypass_mode: "always"
}));
var MAINTAINING = ["OrganizationAdmin", "Team"];
function rulesetBody(rule, apps, botId) {
  const prefix = rule.kind === "tag" ? "refs/tags/" : "refs/heads/";
  return {
    name: rulesetName(rule),
    target: rule.kind,
    enforcement: "active",
    bypass_actors: rule.mover === "maintainers" ? MAINTAINERS : apps.map(({ id }) => ({ actor_id: id, actor_type: "Integration", bypass_mode: "always" })),
    // GitHub's `**` crosses slashes only where a slash follows it.
    conditions: {
      ref_name: {
        include: rule.patterns.map((pattern) => `${prefix}${pattern.replace(/\*\*$/, "**/*")}`),
        exclude: []
      }
    },
    rules: [
      ...rule.forbids.map((each) => ({ type: TYPES[each] })),
      ...rule.isReviewed ? [{ type: "pull_request", parameters: REVIEWED }] : [],
      ...rule.checks === void 0 ? [] : [requiredChecks(rule.checks, botId)]
    ]
  };
}
function rulesetName({ id }) {
  return `slipway: ${id}`;
}
var REVIEWED = {
  allowed_merge_methods: ["merge"],
  dismiss_stale_reviews_on_push: true,
  require_code_owner_review: true,
  require_last_push_approval: false,
  required_approving_review_count: 1,
  required_review_thread_resolution: false
};
function requiredChecks(checks, botId) {
  return {
    type: "required_status_checks",
    parameters: {
      strict_required_status_checks_policy: false,
      required_status_checks: checks.map((context) => ({
        context,
        ...botId === void 0 ? {} : { integration_id: botId }
      }))
    }
  };
}
function rulesOfTag(rulesets, tag) {
  const ref = `refs/tags/${tag}`;
  const matches2 = (pattern) => pattern === "~ALL" || minimatch(ref, pattern);
  return rulesets.filter(({ target, enforcement }) => target === "tag" && enforcement === "active").filter(({ conditions }) => {
    const { include = [], exclude = [] } = conditions?.ref_name ?? {};
    return include.some(matches2) && !exclude.some(matches2);
  }).flatMap((ruleset) => (ruleset.rules ?? []).map((rule) => ({ ...rule, ruleset })));
}
function judge(rule, name, active, movers, botId) {
  const needed = [
    ...rule.forbids.map((each) => TYPES[each]),
    ...rule.isReviewed ? ["pull_request"] : [],
    ...rule.checks === void 0 ? [] : ["required_status_checks"]
  ];
  return worst([
    ...needed.map((type) => judgeType(rule, name, type, active, movers)),
    ...(rule.checks ?? []).map((context) => judgeCheck(name, context, active, botId)),
    ...rule.isReviewed ? [judgeReview(name, active)] : [],
    ...entered(rule, name, active, movers)
  ]);
}
function judgeType(rule, name, type, active, movers) {
  const candidates = active.filter((each) => each.type === type);
  if (candidates.length === 0) return missing(`no active ruleset has the rule ${type} for ${name}`);
  const answers = candidates.map(({ ruleset }) => onlyAllowed(rule, ruleset, movers));
  return answers.find(({ state }) => state === "met") ?? answers[0] ?? MET;
}
function onlyAllowed({ mover }, ruleset, movers) {
  const { bypass_actors: actors, name } = ruleset;
  if (actors === void 0)
    return notAsked(
      `the token may not read who bypasses the ruleset "${name}": it needs administration: read`
    );
  const isAllowed = ({ actor_type: type, actor_id: id }) => {
    if (mover === "maintainers")
      return MAINTAINING.includes(type) || MAINTAINERS.some((each) => each.actor_type === type && each.actor_id === id);
    return type === "Integration" && (movers ?? []).some((app) => app.id === id);
  };
  const others = actors.filter((actor) => !isAllowed(actor));
  if (others.length === 0) return MET;
  const apps = others.filter(({ actor_type: type }) => type === "Integration");
  if (movers === void 0 && mover !== "maintainers" && apps.length === others.length)
    return notAsked(
      `whether ${apps.map(shown).join(", ")}, which bypasses the ruleset "${name}", is the ${mover}`
    );
  return missing(`${others.map(shown).join(", ")} may bypass the ruleset "${name}"`);
}
function entered({ mover, forbids }, name, active, movers) {
  if (mover === "nobody" || mover === "maintainers") return [];
  const types = /* @__PURE__ */ new Set([...forbids.map((each) => TYPES[each]), "pull_request", "required_status_checks"]);
  const rulesets = new Map(
    active.filter(({ type }) => types.has(type)).map(({ ruleset }) => [ruleset.id, ruleset])
  );
  return [...rulesets.values()].flatMap(
    ({ name: ruleset, bypass_actors: actors }) => (movers ?? []).filter(
      ({ id }) => actors !== void 0 && !actors.some(
        (actor) => actor.actor_id === id && (actor.bypass_mode ?? "always") !== "pull_request"
      )
    ).map(({ slug }) => missing(`the ruleset "${ruleset}" does not let ${slug} move ${name}`))
  );
}
function judgeCheck(name, context, active, botId) {
  const found = active.flatMap(
    ({ type, parameters }) => type === "required_status_checks" ? checksOf(parameters).filter((each) => each.context === context) : []
  );
  if (found.length === 0) return missing(`${name} does not require the check ${context}`);
  const sources = found.flatMap(({ integration_id: id }) => typeof id === "number" ? [id] : []);
  if (sources.length === 0) return missing(`the check ${context} counts whoever sets it`);
  if (botId === void 0)
    return notAsked(`whether App ${sources[0]}, which must set ${context}, is the bot`);
  return sources.includes(botId) ? MET : missing(`the check ${context} is expected from App ${sources[0]}`);
}
function checksOf(parameters) {
  const list2 = Object(parameters).required_status_checks;
  return Array.isArray(list2) ? list2.map((each) => Object(each)) : [];
}
function judgeReview(name, active) {
  const reviews = active.filter(({ type }) => type === "pull_request");
  return reviews.length === 0 || reviews.some(({ parameters }) => Object(parameters).require_code_owner_review === true) ? MET : missing(`${name} takes pull requests without a review by the code owners`);
}
function shown({ actor_type: type, actor_id: id }) {
  if (type === "Integration") return `App ${id}`;
  if (type === "RepositoryRole") return `everybody with role ${id}`;
  return id === null || id === void 0 ? type : `${type} ${id}`;
}

// actions/doctor/github/rules.ts
function ruleSettings({ at, client, rest, bot, moversOf }) {
  const page = { ...at, per_page: 100 };
  const listed = async (isWithParents) => (await client()).paginate("GET /repos/{owner}/{repo}/rulesets", {
    ...page,
    includes_parents: isWithParents
  });
  const rulesets = once(async () => {
    const { repos } = await rest();
    const read = async ({ id }) => (await repos.getRepoRuleset({ ...at, ruleset_id: id, includes_parents: true })).data;
    return Promise.all((await listed(true)).map(read));
  });
  const activeRules = async (rule, name) => {
    if (rule.kind === "tag") return rulesOfTag(await rulesets(), name);
    const applied = await (await client()).paginate("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
      ...page,
      branch: name
    });
    const known = new Map((await rulesets()).map((ruleset) => [ruleset.id, ruleset]));
    return applied.map((each) => ({
      type: each.type,
      parameters: "parameters" in each ? each.parameters : void 0,
      ruleset: known.get(each.ruleset_id ?? 0) ?? hidden(each.ruleset_id)
    }));
  };
  return {
    rule: (rule) => asked("rulesets", async () => {
      const [movers, botId] = [await moversOf(rule.mover), (await bot())?.id];
      const judged = rule.samples.map(
        async (name) => judge(rule, name, await activeRules(rule, name), movers, botId)
      );
      return worst(await Promise.all(judged));
    }),
    async writeRule(rule) {
      const [movers, botId] = [await moversOf(rule.mover), (await bot())?.id];
      if (movers === void 0) {
        const remedy = rule.mover === "reporters" ? "Give the slugs of the reporters' Apps: --reporters." : "Create the App, and set SLIPWAY_BOT_NAME to <slug>[bot].";
        throw new UserError(`rule/${rule.id}: who the ${rule.mover} are is not known.
  ${remedy}`);
      }
      const existing = (await listed(false)).find(({ name }) => name === rulesetName(rule));
      const route = existing === void 0 ? "POST /repos/{owner}/{repo}/rulesets" : "PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}";
      await (await client()).request(route, {
        ...at,
        ...existing === void 0 ? {} : { ruleset_id: existing.id },
        ...rulesetBody(rule, movers, botId)
      });
    }
  };
}
function hidden(id = 0) {
  return { id, name: `number ${id}`, enforcement: "active" };
}

// actions/doctor/github/trust.ts
init_oldest_node();

// actions/doctor/github/app.ts
init_oldest_node();
var NEEDED = { contents: "write", pull_requests: "write", statuses: "write" };
var BESIDES = ["metadata"];
function appAnswer({ permissions, slug = "" }) {
  const lacks = Object.entries(NEEDED).flatMap(
    ([name, right]) => permissions[name] === right ? [] : [`${name}: ${right}`]
  );
  const surplus = Object.entries(permissions).flatMap(
    ([name, right]) => name in NEEDED || BESIDES.includes(name) ? [] : [`${name}: ${right}`]
  );
  const faults = [
    ...lacks.length === 0 ? [] : [`${slug} lacks ${lacks.join(", ")}`],
    ...surplus.length === 0 ? [] : [`${slug} also has ${surplus.join(", ")}`]
  ];
  return faults.length === 0 ? MET : missing(faults.join("; "));
}

// actions/doctor/github/trust.ts
var ENVIRONMENT = "delivery";
function trustSettings({ at, who, client, rest, variables, bot, botSlug }) {
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
    app: () => asked("the App", async () => {
      const slug = await botSlug();
      const app = await bot();
      return app === void 0 ? notAsked(`no App "${slug}" is visible to this token: it does not exist, or is private to others`) : appAnswer(app);
    }),
    deliverySecret: (name) => asked("secrets", async () => {
      const { paginate } = await client();
      const own = await paginate("GET /repos/{owner}/{repo}/environments/{environment_name}/secrets", {
        ...page,
        environment_name: ENVIRONMENT
      }).catch(noneWhereMissing);
      const wider = await paginate("GET /repos/{owner}/{repo}/actions/secrets", page);
      const shared = await paginate("GET /repos/{owner}/{repo}/actions/organization-secrets", page).catch(
        noneWhereHidden
      );
      const isIn = (secrets) => (secrets ?? []).some((secret) => secret.name === name);
      const places = [
        ...isIn(wider) ? ["the repository"] : [],
        ...isIn(shared) ? ["the organization"] : []
      ];
      if (places.length > 0)
        return missing(`it is a secret of ${places.join(" and of ")}: delete it there`);
      return isIn(own) ? MET : missing(`the environment ${ENVIRONMENT} has no such secret`);
    }),
    variable: (name) => asked(
      "variables",
      async () => (await variables()).get(name) ? MET : missing("neither the repository nor its organization has it")
    ),
    deliveryEnvironment: () => asked("environments", async () => {
      const found = await environment();
      if (found === void 0) return missing(`there is no environment ${ENVIRONMENT}`);
      if (found.deployment_branch_policy?.custom_branch_policies !== true)
        return missing("it does not name its branches");
      const names2 = await branches();
      if (names2.length === 1 && names2[0] === who.branch) return MET;
      return missing(`its branches are ${names2.join(", ") || "none"}, expected ${who.branch} alone`);
    }),
    async writeDeliveryEnvironment() {
      const { repos } = await rest();
      const named = { ...at, environment_name: ENVIRONMENT };
      const found = await environment();
      if (found?.deployment_branch_policy?.custom_branch_policies !== true) {
        await repos.createOrUpdateEnvironment({
          ...named,
          ...protectionOf(found?.protection_rules ?? []),
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true }
        });
      }
      if (!(await branches()).includes(who.branch))
        await repos.createDeploymentBranchPolicy({ ...named, name: who.branch });
    }
  };
}
function protectionOf(rules) {
  const timer = rules.find(({ wait_timer }) => wait_timer !== void 0)?.wait_timer;
  const review = rules.find(({ reviewers: reviewers2 }) => reviewers2 !== void 0);
  const reviewers = (review?.reviewers ?? []).flatMap(
    ({ type, reviewer }) => type === void 0 || reviewer?.id === void 0 ? [] : [{ type, id: reviewer.id }]
  );
  return {
    ...timer === void 0 ? {} : { wait_timer: timer },
    ...review === void 0 ? {} : { reviewers, prevent_self_review: review.prevent_self_review ?? false }
  };
}

// actions/doctor/github/setup.ts
function githubSetup(client, at, who) {
  const api = githubApi(client, at, who);
  return { flavour: "github", ...ruleSettings(api), ...trustSettings(api), ...repositorySettings(api) };
}

// actions/doctor/in-git.ts
init_oldest_node();

// actions/doctor/pins.ts
init_oldest_node();
var OWN_PIPELINE = `${CONFIG_FILE} declares pins: a pipeline of the team's own builds and pins, and runs slipway promote`;
function pinRequirements(tree, pins, environments) {
  if (pins === void 0) return [];
  return Object.entries(pins.services).map(([service, places]) => ({
    id: `pins/${service}`,
    what: `each environment's pin of ${service} can be read, has a digest, comes from the environment's registry and follows one that is declared`,
    why: "that pin is not promoted, and another one may not be promoted past it",
    how: `correct pins.services.${service} in ${CONFIG_FILE}, or the file; \`slipway adopt --pins --dry-run\` lists what it finds`,
    isRequired: true,
    check: async () => worst(
      await Promise.all(
        Object.keys(places).map(
          (environment) => placeAnswer(tree, { service, environment, places, environments })
        )
      )
    )
  }));
}
async function placeAnswer(tree, { environment: name, places, environments }) {
  const environment = environments.find((each) => each.name === name);
  const place = places[name];
  if (environment === void 0 || place === void 0) {
    return missing(`there is no environments/${name}/environment.yaml`);
  }
  const pin = await readPin(tree, place);
  if (typeof pin === "string") return missing(`${name}: ${firstLine(pin)}`);
  if (!pin.repository.startsWith(`${environment.registry}/`)) {
    return missing(
      `${name}: ${place.file} names ${pin.repository}, which is not in ${environment.registry}, the registry of environments/${name}/environment.yaml`
    );
  }
  const { after } = environment;
  if (after !== void 0 && places[after] === void 0) {
    return missing(
      `${name} comes after ${after}, which is not declared, so nothing is promoted into ${name}`
    );
  }
  return pin.digest !== void 0 || after !== void 0 ? MET : missing(`${name}: ${place.file} pins the tag ${pin.tag} alone, and a tag can be moved`);
}

// actions/doctor/in-git.ts
var BUILDS = "deliver";
var WORKFLOWS = ["promote", "rollback", "gates", "gates-check", "preview"];
var workflowsOf = ({ sources }) => sources.length === 0 ? [BUILDS, ...WORKFLOWS] : WORKFLOWS;
var CODE_OWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
function gitRequirements(place) {
  const { tree, config, repository, environments } = place;
  const workflows = workflowsOf(config);
  const ofReleases = (check) => async () => config.pins === void 0 ? await check() : notAsked(OWN_PIPELINE);
  return [
    {
      id: "workflows/files",
      what: `workflows ${workflows.join(", ")} in .github/workflows`,
      why: "what has no workflow does not happen: nothing is delivered, promoted, rolled back or checked",
      how: "slipway init",
      isRequired: true,
      check: ofReleases(() => hasWorkflows(tree, workflows))
    },
    {
      id: "signing/identity",
      what: "images are signed: by the workflow's own identity at GitHub, elsewhere by a key pair",
      why: "an image that is not signed is deployed",
      threat: "T7",
      how: "GitHub: `id-token: write` in deliver.yml. Gitea: cosign generate-key-pair, then SLIPWAY_COSIGN_KEY and SLIPWAY_COSIGN_PASSWORD as secrets and SLIPWAY_COSIGN_PUBLIC_KEY as a variable",
      isRequired: true,
      check: ofReleases(() => isSigned(place))
    },
    {
      id: "repository/owners",
      what: "CODEOWNERS names who reviews",
      why: "the review that rules ask for is anybody's: one person changes gates, holds or prod alone",
      threat: "a manually edited release folder, or an unknown image",
      how: "slipway init --owners @owner/team",
      isRequired: true,
      check: () => hasOwners(tree)
    },
    {
      id: "argocd/repository",
      what: `${CONFIG_FILE} names this repository as what Argo CD reads`,
      why: "Argo CD syncs another repository: what is promoted here never arrives, and what is pushed there does",
      threat: "T8",
      how: `set \`repository\` in ${CONFIG_FILE}`,
      isRequired: true,
      check: ofReleases(async () => namesRepository(config, repository))
    },
    ...config.sources.map((source) => readableSource(place, source)),
    ...pinRequirements(tree, config.pins, environments),
    ...environments.map((environment) => heartbeat(place, environment))
  ];
}
function readableSource({ git, branch }, source) {
  return {
    id: `source/${shortNameOf(source.repository)}`,
    what: `the history of ${source.repository} (${source.branch}) can be read`,
    why: "the order of its releases is not known: nothing of it is promoted",
    how: "install the bot's App there with contents: read and add its name to the variable SLIPWAY_SOURCE_REPOSITORIES; here, give SLIPWAY_SOURCE_TOKEN",
    isRequired: true,
    async check() {
      await git.fetch(branch);
      try {
        await git.fetchSource(source.repository);
        return MET;
      } catch (error) {
        if (error instanceof UserError) return missing(firstLine(error.message));
        throw error;
      }
    }
  };
}
async function hasWorkflows(tree, workflows) {
  const files = new Set(await tree.list(".github/workflows"));
  const lacking = workflows.filter((name) => !files.has(`.github/workflows/${name}.yml`));
  return lacking.length === 0 ? MET : missing(`there is no ${lacking.map((name) => `${name}.yml`).join(", ")}`);
}
async function hasOwners(tree) {
  const texts = await Promise.all(CODE_OWNERS.map((path) => tree.read(path)));
  return texts.some((text2) => /^[^\S\n]*[^#\s]\S*[^\S\n]+\S/m.test(text2?.toString() ?? "")) ? MET : missing(`none of ${CODE_OWNERS.join(", ")} names an owner`);
}
async function isSigned({ tree, flavour, config }) {
  if (config.sources.length > 0) return notAsked("the services' repositories sign; ask doctor there");
  if (flavour === "gitea") return notAsked("Gitea vouches for no workflow; see the variable of the key pair");
  const text2 = (await tree.read(".github/workflows/deliver.yml"))?.toString() ?? "";
  return /^\s*id-token: write\b/m.test(text2) ? MET : missing("no job of deliver.yml may ask for an identity");
}
function namesRepository({ repository: address }, name) {
  if (address === void 0) return missing(`${CONFIG_FILE} names no repository`);
  const path = address.replace(/\.git$/, "").toLowerCase();
  return path.endsWith(`/${name.toLowerCase()}`) ? MET : missing(`it names ${address}, but GITHUB_REPOSITORY is ${name}`);
}
function heartbeat(place, environment) {
  const { name, clusters, evidence } = environment;
  return {
    id: `heartbeat/${name}`,
    what: `the reporter of each cluster of ${name} (${clusters.join(", ")}) pushes heartbeats`,
    why: `nothing is known of ${name}: gates that ask for health, soak or analysis stay closed`,
    how: "run argocd/addons/reporter in the cluster, with its own token",
    // Without a reporter health is then not judged, and every promotion says so.
    isRequired: place.config.pins?.health !== "optional",
    check: () => beats(place, environment, evidence.maxAgeSeconds)
  };
}
async function beats({ git, now }, { name, clusters }, maxAge) {
  const tips = await git.fetch("heartbeat/*");
  const answers = clusters.map(async (cluster) => {
    const branch = heartbeatBranch(name, cluster);
    const tip = tips.get(branch);
    if (tip === void 0) return missing(`${branch} does not exist`);
    const [commit] = await git.records([tip], { limit: 1 });
    const age = commit === void 0 ? Number.NaN : (now.getTime() - commit.committedAt.getTime()) / 1e3;
    return age <= maxAge ? MET : missing(`${branch} is ${Math.round(age)} s old, expected ${maxAge} s at most`);
  });
  return worst(await Promise.all(answers));
}

// actions/doctor/requirements.ts
init_oldest_node();
var APPLY = "slipway doctor --apply";
function ruleRequirements(setup, rules) {
  return rules.map((rule) => {
    const { id, kind, patterns, mover, isRequired, why, threat } = rule;
    const by = mover === "nobody" ? "nobody" : `the ${mover} alone`;
    const checks = rule.checks === void 0 ? "" : `, with the check ${rule.checks.join(", ")} required`;
    return {
      id: `rule/${id}`,
      what: `${kind === "tag" ? "tags " : ""}${patterns.join(", ")}: moved by ${by}${checks}`,
      why,
      threat,
      isRequired,
      how: APPLY,
      check: () => setup.rule(rule),
      apply: () => setup.writeRule(rule)
    };
  });
}
function settingRequirements(setup, registries) {
  const isEcr = registries.some((registry) => /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/.test(registry));
  return [
    {
      id: "app/rights",
      what: "the bot is a GitHub App with contents, pull requests and statuses: write, and nothing more",
      why: "without these rights it cannot pin, open pull requests or set checks; with more, its key is worth more to a thief",
      threat: "T1",
      how: "Settings → Developer settings → GitHub Apps: create it, install it on this repository alone, and set SLIPWAY_BOT_NAME to <slug>[bot]",
      isRequired: true,
      check: () => setup.app()
    },
    {
      id: "environment/delivery",
      what: "the environment delivery, whose one branch is the branch that the environments live on",
      why: "a workflow of any branch reads the App's key, and with it pushes past every rule",
      threat: "T1",
      how: APPLY,
      isRequired: true,
      check: () => setup.deliveryEnvironment(),
      apply: () => setup.writeDeliveryEnvironment()
    },
    {
      id: "secret/SLIPWAY_APP_PRIVATE_KEY",
      what: "the App's private key, as a secret of the environment delivery and nowhere else",
      why: "nothing is pinned or promoted without it; as a secret of the repository, every workflow of every branch reads it",
      threat: "T1",
      how: "gh secret set SLIPWAY_APP_PRIVATE_KEY --env delivery < key.pem",
      isRequired: true,
      check: () => setup.deliverySecret("SLIPWAY_APP_PRIVATE_KEY")
    },
    variable(setup, "SLIPWAY_APP_CLIENT_ID", "the App's client id", "no workflow gets the App's token"),
    variable(setup, "SLIPWAY_REGISTRY", "the registry that images are pushed to", "no image is pushed"),
    variable(
      setup,
      "SLIPWAY_BOT_NAME",
      "the App's login",
      "each status that the App sets starts gates-check.yml again",
      false
    ),
    ...isEcr ? aws(setup) : [],
    {
      id: "workflows/token",
      what: "a job's own token may only read, and may not approve pull requests, unless its workflow says more",
      why: "a workflow that names no permissions may push, and approve what it pushed",
      threat: "T4",
      how: APPLY,
      isRequired: true,
      check: () => setup.tokenDefault(),
      apply: () => setup.writeTokenDefault()
    },
    {
      id: "repository/merge-commits",
      what: "merge commits are allowed",
      why: "promotions merge with a merge commit; without it every merge is refused",
      how: APPLY,
      isRequired: true,
      check: () => setup.mergeCommits(),
      apply: () => setup.allowMergeCommits()
    },
    {
      id: "pages",
      what: "Pages serves the branch board",
      why: "the board is written but not published",
      how: `${APPLY}, after the workflow board ran once`,
      isRequired: false,
      check: () => setup.pages(),
      apply: () => setup.writePages()
    }
  ];
}
function aws(setup) {
  return [
    ["AWS_ROLE_ARN", "the role that may push images"],
    ["AWS_READ_ROLE_ARN", "the role that may read images and create version tags"],
    ["AWS_REGION", "the region of the registry"],
    ["AWS_ACCOUNT_ID", "the account of the roles"]
  ].map(([name = "", what = ""]) => ({
    ...variable(setup, name, what, "the workflows cannot log in to the registry", true),
    threat: "T5"
  }));
}
function variable(setup, name, what, why, isRequired = true) {
  return {
    id: `variable/${name}`,
    what: `the variable ${name}: ${what}`,
    why,
    isRequired,
    how: `gh variable set ${name} --body <value>`,
    check: () => setup.variable(name)
  };
}

// actions/doctor/rules.ts
init_oldest_node();
var MOVES = ["create", "update", "delete"];
function refRules(branch, environments) {
  const each = (name) => environments.flatMap((one) => one.clusters.map((cluster) => name(one.name, cluster)));
  const names2 = environments.map(({ name }) => name);
  return [
    {
      id: "main",
      kind: "branch",
      patterns: [branch],
      samples: [branch],
      mover: "bot",
      forbids: ["delete", "replace"],
      isReviewed: true,
      checks: [GATES_CONTEXT],
      isRequired: true,
      why: `a pull request that hides a change in a promotion is merged, and a closed gate blocks nothing: ${GATES_CONTEXT} must be required, from the bot alone, or anybody with write access turns it green`,
      threat: "T10"
    },
    {
      id: "evidence",
      kind: "branch",
      patterns: ["evidence/**"],
      samples: each(evidenceBranch),
      mover: "reporters",
      forbids: MOVES,
      isRequired: true,
      why: "anybody with write access reports what no cluster said: a release looks healthy, soaks less, or is rolled back",
      threat: "evidence or a pin claims a longer soak or an older time"
    },
    {
      id: "heartbeat",
      kind: "branch",
      patterns: ["heartbeat/**"],
      samples: each(heartbeatBranch),
      mover: "reporters",
      forbids: MOVES,
      isRequired: true,
      why: "a cluster that is silent is reported as alive, so gates open on old evidence",
      threat: "evidence or a pin claims a longer soak or an older time"
    },
    {
      id: "stop-shadow",
      kind: "branch",
      patterns: ["stop", "stop/*/**"],
      samples: ["stop", "stop/any/any"],
      mover: "nobody",
      forbids: ["create"],
      isRequired: true,
      why: "git cannot have `stop` next to `stop/<environment>`, so one push makes every emergency stop impossible",
      threat: "a branch named `stop` makes every stop impossible"
    },
    {
      id: "stop",
      kind: "branch",
      patterns: ["stop/*"],
      samples: names2.map((name) => `stop/${name}`),
      mover: "maintainers",
      forbids: MOVES,
      isRequired: false,
      why: "anybody with write access begins and ends an emergency stop",
      threat: "a check that was green before a hold, a stop or bad health"
    },
    {
      id: "promote",
      kind: "branch",
      patterns: ["promote/**"],
      samples: ["promote/any/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files under the check of a promotion between its evaluation and its merge",
      threat: "T10"
    },
    {
      id: "rollback",
      kind: "branch",
      patterns: ["rollback/**"],
      samples: ["rollback/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files into the review of a rollback",
      threat: "a pull request that claims to be a rollback pins an unproven or held release"
    },
    {
      id: "hotfix-release",
      kind: "branch",
      patterns: ["hotfix-release/**"],
      samples: ["hotfix-release/any/any"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "somebody puts other files under the check of a hotfix",
      threat: "T10"
    },
    {
      id: "hotfix",
      kind: "branch",
      patterns: ["hotfix/*"],
      samples: ["hotfix/any"],
      mover: "maintainers",
      forbids: [...MOVES, "replace"],
      isRequired: true,
      why: "whoever pushes a hotfix branch writes the workflow that signs there, so may sign any image as that branch's hotfix",
      threat: "T7"
    },
    {
      id: "tags",
      kind: "tag",
      patterns: ["*-v*"],
      samples: ["any-v1.2.3"],
      mover: "bot",
      forbids: MOVES,
      isRequired: true,
      why: "a version's tag is moved or invented, so a version names another commit than its image was built from",
      threat: "T6"
    },
    {
      id: "board",
      kind: "branch",
      patterns: ["board"],
      samples: ["board"],
      mover: "bot",
      forbids: MOVES,
      isRequired: false,
      why: "the published board shows what somebody wrote instead of what runs",
      threat: "`slipway why` or the board says that nothing blocks what promote refuses"
    }
  ];
}

// actions/doctor/doctor.ts
async function doctor(request2, context) {
  const list2 = await requirementsOf(request2, context);
  const first = await ask(list2());
  const fixable = first.filter(({ answer, requirement }) => answer.state === "missing" && requirement.apply);
  if (!request2.apply || fixable.length === 0) return outcomeOf(first);
  context.report.plan(fixable.map(({ requirement }) => `set ${requirement.id}`));
  if (context.dryRun) return outcomeOf(first);
  const refused = /* @__PURE__ */ new Map();
  for (const { requirement } of fixable) {
    await requirement.apply?.().catch((error) => {
      if (!(error instanceof UserError)) throw error;
      refused.set(requirement.id, error.message);
    });
  }
  for (const [id, message] of refused) context.report.warning(`${id}: not set: ${message}`);
  return outcomeOf(await ask(list2()), new Set(refused.keys()));
}
async function requirementsOf(request2, { workspace, env, clock }) {
  const address = readAddress(env);
  const identity = { name: "slipway", email: "slipway@localhost" };
  const git = openGit(workspace, {
    identity,
    token: env.SLIPWAY_TOKEN,
    sources: { branch: request2.branch, token: env.SLIPWAY_SOURCE_TOKEN }
  });
  const tree = await git.tree("HEAD");
  const environments = requireSetUp(await readEnvironments(tree), await git.resolve("HEAD") ?? "");
  const config = await readConfig(tree);
  const fetcher = retryingFetch(limitsOf(env));
  const { bot, branch, reporters, maintainers } = request2;
  const at = { owner: address.owner, repo: address.repository };
  const setup = () => isGitea(address.apiUrl) ? giteaSetup(giteaCaller(address, fetcher), { bot: [bot], reporters, maintainers }) : githubSetup(octokitOnDemand(address, fetcher), at, { branch, bot, reporters });
  const repository = `${address.owner}/${address.repository}`;
  return () => {
    const asked2 = setup();
    const { flavour } = asked2;
    return [
      ...gitRequirements({ git, tree, config, environments, now: clock.now(), flavour, repository, branch }),
      ...settingRequirements(
        asked2,
        environments.map(({ registry }) => registry)
      ),
      ...ruleRequirements(asked2, refRules(branch, environments))
    ];
  };
}
async function ask(requirements) {
  return Promise.all(
    requirements.map(async (requirement) => ({ requirement, answer: await requirement.check() }))
  );
}
function outcomeOf(findings, refused = /* @__PURE__ */ new Set()) {
  const document = findings.map(({ requirement, answer }) => {
    const { id, what, why, threat, how, isRequired } = requirement;
    return { id, isRequired, ...answer, what, why, ...threat === void 0 ? {} : { threat }, how };
  });
  const failures = findings.flatMap(({ requirement: { id, isRequired }, answer }) => {
    if (answer.state !== "missing" || !isRequired && !refused.has(id)) return [];
    return [{ service: id, status: "failed", reason: firstLine(answer.found) }];
  });
  return {
    outputs: { findings: JSON.stringify(document) },
    results: failures,
    answer: { document, text: (paint) => findingsText(findings, paint) }
  };
}

// actions/doctor/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "doctor",
  summary: "Checks what must be true outside the repository: Apps, secrets, environments, rules of branches and tags, reporters.",
  inputs: {
    apply: {
      description: "Set what the forge's API can set; the token needs administration: write.",
      schema: flag,
      default: "false"
    },
    branch: branchInput("Branch the environments live on."),
    bot: {
      description: "Login of the bot: <slug>[bot] of its App; the variable SLIPWAY_BOT_NAME takes precedence.",
      schema: text,
      default: DEFAULTS.bot.name,
      setting: "bot.name"
    },
    reporters: {
      description: "Who writes evidence: slugs of Apps at GitHub, logins at Gitea, with commas between; empty: not known.",
      schema: list,
      default: ""
    },
    maintainers: {
      description: "Gitea: logins of those who may stop an environment and push hotfixes, with commas between.",
      schema: list,
      default: ""
    }
  },
  outputs: {
    findings: "Every requirement with its answer: a JSON array of `id`, `state`, `isRequired`, `what` and more."
  }
});

export {
  doctor,
  request
};
