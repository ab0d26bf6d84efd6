// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  botInputs
} from "./shared-11-verbs-752aa88d.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  faultOf,
  retryingFetch
} from "./shared-18-verbs-d4e90f00.js";
import {
  UserError,
  _enum,
  array,
  boolean,
  defineRequest,
  int,
  iso_exports,
  list,
  literal,
  number,
  object,
  optionalText,
  parseJson,
  record,
  strictObject,
  string,
  text
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/notify/notify.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

// actions/lib/app/board/document.ts
init_oldest_node();
var time = iso_exports.datetime().describe("ISO 8601, UTC");
var count = int().min(0);
var canary = strictObject({ index: count, count, weight: number() });
var cluster = strictObject({
  name: string(),
  state: _enum(["running", "healthy", "degraded", "aborted", "unknown"]),
  version: string().nullable(),
  since: time.nullable(),
  message: string()
});
var health = strictObject({
  state: _enum(["running", "healthy", "degraded", "aborted", "unknown"]).describe(
    "the worst of the clusters; unknown where the evidence is missing, old or of another release"
  ),
  since: time.nullable(),
  message: string().describe("why it is so, as text; empty when there is nothing to say"),
  isSilent: boolean().describe("no reporter of the environment has a recent heartbeat; the environment's clusters show it"),
  clusters: array(cluster)
}).describe("what the clusters report about the pinned release");
var release = strictObject({
  id: string(),
  version: string(),
  digest: string(),
  source: string().describe("commit it was built from"),
  repository: string().optional().describe("address of the repository of that commit; absent where it is this one")
});
var change = strictObject({
  at: time,
  by: string(),
  verb: _enum(["bump", "promote", "hotfix", "rollback", "revert", "hand"]),
  commit: string(),
  subject: string(),
  reason: string().nullable(),
  from: string().nullable().describe("version that stood there before"),
  bypasses: array(string()).describe("gates that were passed although closed, with who and why"),
  confirmed: strictObject({ by: boolean(), bypasses: boolean() }).nullable().describe(
    "what the forge confirms as the bot's record; false: only a commit reports it, and whoever can push writes commits; null: the forge was not asked"
  )
}).describe("the commit that pinned it");
var behind = strictObject({
  environment: string().describe("the environment before"),
  version: string().nullable().describe("what is there"),
  commits: count.nullable().describe("that touch the service; null when the history does not tell"),
  releases: count.describe("that came to the environment before and not here"),
  since: time.nullable().describe("when the oldest of them came there: behind for this long")
}).describe("distance to the environment before; null when it has the same release");
var hold = strictObject({
  version: string(),
  releaseId: string(),
  cause: string(),
  reason: string(),
  by: string(),
  at: time,
  until: time.nullable()
});
var next = strictObject({
  kind: _enum(["promote", "wait", "refuse", "nothing"]),
  version: string().nullable(),
  gate: string().nullable(),
  reason: string(),
  until: time.nullable().describe("when that gate opens by itself"),
  unasked: array(strictObject({ gate: string(), words: string() })).describe("gates that lie outside git, which only the run that promotes asks"),
  gates: array(
    strictObject({ gate: string(), isOpen: boolean(), words: string(), until: time.nullable() })
  )
}).describe("what the planner decides about this environment's next release");
var promotion = strictObject({
  branch: string(),
  version: string().nullable(),
  number: int().nullable().describe("null when the forge was not asked"),
  url: string().nullable(),
  check: strictObject({
    state: string(),
    description: string(),
    at: time.nullable(),
    by: string().nullable().describe("the account that set it, which need not be the bot's; null where the forge does not tell")
  }).nullable().describe(
    "the last answer of slipway/gates on its head; null where there is no answer or the forge was not asked"
  )
});
var pin = strictObject({
  file: string().describe("where the environment pins it, from the repository's root"),
  image: string().describe("the image with its registry"),
  tag: string(),
  digest: string().nullable().describe("null where a tag alone is pinned, which is not promoted")
}).describe("a pin in a file of the team's own instead of a release folder; slipway.yaml declares it");
var cell = strictObject({
  environment: string(),
  release: release.nullable().describe("of a pin: id and digest are its image's, source the commit that pinned it first"),
  pin: pin.nullable(),
  fault: string().nullable().describe("why the release there cannot be read"),
  change: change.nullable(),
  health,
  paused: string().nullable().describe("why Argo CD leaves the application alone, as text; null while git reaches it"),
  canary: canary.nullable(),
  behind: behind.nullable(),
  holds: array(hold),
  next: next.nullable(),
  promotion: promotion.nullable()
}).describe("one service in one environment");
var service = strictObject({
  name: string(),
  cells: array(cell).describe("one for each environment, in their order")
});
var freeze = strictObject({
  state: _enum(["active", "closing", "coming"]).describe("closing: it has not started, but a rollout could run into it; coming: within a week"),
  words: string(),
  until: time.nullable().describe("when nothing is frozen any more")
});
var environment = strictObject({
  name: string(),
  after: string().nullable(),
  merge: string(),
  clusters: array(
    strictObject({
      name: string(),
      beatAt: time.nullable().describe("the reporter's last heartbeat"),
      isAlive: boolean().describe("that is not older than environment.yaml allows")
    })
  ),
  freeze: freeze.nullable().describe("null when nothing is frozen within a week"),
  stop: strictObject({ branch: string(), reason: string(), by: string(), since: time }).nullable().describe("the emergency stop, where one is pulled")
});
var figures = {
  deployments: count,
  leadTimeSeconds: number().nullable(),
  failures: count,
  changeFailureRate: number().nullable(),
  recoverySeconds: number().nullable(),
  unrecovered: count,
  reworks: count,
  reworkRate: number().nullable()
};
var dora = strictObject({
  environment: string(),
  from: time,
  to: time,
  deploymentsPerWeek: number(),
  ...figures,
  weeks: array(strictObject({ from: time, to: time, ...figures })).describe("oldest first")
}).describe("DORA's five figures of the last environment");
var boardSchema = strictObject({
  schema: literal(1),
  at: time.describe("ISO 8601, UTC: the moment everything here speaks of"),
  repository: strictObject({
    name: string(),
    url: string().nullable(),
    branch: string(),
    commit: string()
  }),
  environments: array(environment).describe("in the order releases go"),
  services: array(service).describe("by name"),
  dora: dora.nullable(),
  notes: array(string()).describe("what could not be read, as text")
}).describe("Slipway's board");

// actions/notify/events.ts
init_oldest_node();
var KINDS = [
  ...["released", "promoted", "waiting-for-review", "aborted"],
  ...["rolled-back", "frozen", "stopped", "reporter-silent"]
];
function eventsOf(board) {
  return [
    ...board.environments.flatMap(environmentEvents),
    ...board.services.flatMap(
      ({ name, cells }) => cells.flatMap((cell2) => {
        const environment2 = board.environments.find((each) => each.name === cell2.environment);
        return environment2 === void 0 ? [] : cellEvents(environment2, name, cell2);
      })
    )
  ];
}
function environmentEvents({ name, freeze: freeze2, stop, clusters }) {
  const frozen = freeze2?.state === "active" ? [event("frozen", name, [freeze2.until ?? freeze2.words], `${name} is frozen: ${freeze2.words}`)] : [];
  const stopped = stop === null ? [] : [event("stopped", name, [stop.since], `${name} was stopped by ${stop.by}: ${stop.reason}`)];
  const silent = clusters.filter(({ isAlive }) => !isAlive).map(
    ({ name: cluster2, beatAt }) => event(
      "reporter-silent",
      name,
      [cluster2, beatAt ?? "never"],
      beatAt === null ? `The reporter of ${name}/${cluster2} was never heard of` : `The reporter of ${name}/${cluster2} is silent since ${beatAt}; gates of ${name} are closed`
    )
  );
  return [...frozen, ...stopped, ...silent];
}
function cellEvents(environment2, service2, cell2) {
  return [
    ...changeEvents(environment2, service2, cell2),
    ...abortEvents(environment2, service2, cell2),
    ...reviewEvents(environment2, service2, cell2)
  ];
}
function changeEvents({ name, after }, service2, cell2) {
  const { release: release2, change: change2 } = cell2;
  if (release2 === null || change2 === null) return [];
  const { version } = release2;
  const about = { service: service2, version };
  const key = [service2, change2.commit];
  if (change2.verb === "rollback" || change2.verb === "revert") {
    const from = change2.from === null ? "" : ` from ${change2.from}`;
    const why = change2.reason === null ? "" : `: ${change2.reason}`;
    return [
      event(
        "rolled-back",
        name,
        key,
        `${service2} in ${name} was rolled back${from} to ${version}${why}`,
        about
      )
    ];
  }
  return after === null ? [event("released", name, key, `${service2} ${version} was released into ${name}`, about)] : [
    event(
      "promoted",
      name,
      key,
      `${service2} ${version} was promoted into ${name} by ${change2.by}`,
      about
    )
  ];
}
function abortEvents({ name }, service2, cell2) {
  const { release: release2, health: health2 } = cell2;
  if (release2 === null || health2.state !== "aborted") return [];
  const why = health2.message === "" ? "" : `: ${health2.message}`;
  const text2 = `The canary of ${service2} ${release2.version} in ${name} was aborted${why}`;
  return [event("aborted", name, [service2, release2.id], text2, { service: service2, version: release2.version })];
}
function reviewEvents({ name, merge }, service2, cell2) {
  const { promotion: promotion2, next: next2 } = cell2;
  if (merge !== "review" || promotion2 === null || promotion2.number === null) return [];
  const closed = (next2?.gates ?? []).filter(({ isOpen }) => !isOpen).map(({ gate }) => gate);
  if (promotion2.check?.state !== "success" && (next2 === null || closed.some((gate) => gate !== "approval")))
    return [];
  const version = promotion2.version ?? void 0;
  return [
    event(
      "waiting-for-review",
      name,
      [service2, String(promotion2.number), version ?? ""],
      `${service2}${version === void 0 ? "" : ` ${version}`} waits for a review into ${name}: #${promotion2.number}`,
      {
        service: service2,
        ...version === void 0 ? {} : { version },
        ...promotion2.url === null ? {} : { url: promotion2.url }
      }
    )
  ];
}
function event(kind, environment2, key, text2, about = {}) {
  return { id: [kind, environment2, ...key].join("/"), kind, environment: environment2, text: text2, ...about };
}

// actions/notify/record.ts
init_oldest_node();
var FILE = "notified.json";
var KEPT_MS = 90 * 24 * 36e5;
var schema = object({ schema: literal(1), told: record(string(), iso_exports.datetime()) });
async function readMemory(git, ref) {
  const commit = (await git.fetch(ref)).get(ref);
  if (commit === void 0) return { commit, told: {} };
  const text2 = (await (await git.tree(commit)).read(FILE))?.toString();
  const read = schema.safeParse(text2 === void 0 ? void 0 : parseJson(text2));
  if (read.success) return { commit, told: read.data.told };
  throw new UserError(
    `${ref}: ${FILE} cannot be read.
  Delete the ref; the next run sends nothing and records the present state.`
  );
}
async function writeMemory(git, ref, { commit, told }, now) {
  const kept = Object.entries(told).filter(([, at]) => now.getTime() - Date.parse(at) < KEPT_MS);
  const content = `${JSON.stringify({ schema: 1, told: Object.fromEntries(kept) }, null, 1)}
`;
  const to = await git.commit(void 0, { message: "notified", changes: [{ path: FILE, content }] });
  const [pushed] = await git.push([{ ref, to, expect: commit ?? null, force: true }]);
  if (pushed?.status === "refused")
    throw new UserError(`${ref}: the forge refused it: ${pushed.reason}.
  Let the bot push it.`);
  return pushed?.status === "pushed" ? to : void 0;
}

// actions/notify/webhooks.ts
init_oldest_node();
import { createHash, createHmac } from "node:crypto";
var NotDelivered = class extends UserError {
  name = "NotDelivered";
};
function receiversFrom(env, fetcher) {
  const slack = env.SLIPWAY_SLACK_WEBHOOK;
  const generic = env.SLIPWAY_WEBHOOK_URL;
  return [
    ...slack ? [slackReceiver(addressOf("SLIPWAY_SLACK_WEBHOOK", slack), fetcher)] : [],
    ...generic ? [standardReceiver(addressOf("SLIPWAY_WEBHOOK_URL", generic), secretOf(env), fetcher)] : []
  ];
}
function slackReceiver(url, fetcher) {
  return {
    name: `Slack at ${url.host}`,
    send: ({ event: event2, page }) => {
      const links = [event2.url, page].filter((link) => link !== void 0).map((link) => `<${link}>`);
      return post(fetcher, url, {}, JSON.stringify({ text: [escaped(event2.text), ...links].join(" ") }));
    }
  };
}
function standardReceiver(url, key, fetcher) {
  return {
    name: `the webhook at ${url.host}`,
    send: ({ event: event2, page, at, repository }) => {
      const data = { ...event2, repository, ...page === void 0 ? {} : { page } };
      const body = JSON.stringify({ type: `slipway.${event2.kind}`, timestamp: at.toISOString(), data });
      const id = `msg_${createHash("sha256").update(`${repository} ${event2.id}`).digest("hex").slice(0, 32)}`;
      const seconds = Math.floor(at.getTime() / 1e3);
      const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": `v1,${signature}`
      };
      return post(fetcher, url, headers, body);
    }
  };
}
async function post(fetcher, url, headers, body) {
  const init = { method: "POST", body, redirect: "error" };
  const answer = await fetcher(url, {
    ...init,
    headers: { "content-type": "application/json", ...headers }
  }).catch((error) => {
    throw new NotDelivered(`${url.host}: no answer: ${faultOf(error)}.`);
  });
  if (!answer.ok) throw new NotDelivered(`${url.host}: ${answer.status} ${answer.statusText}.`);
}
function addressOf(variable, text2) {
  const url = URL.canParse(text2) ? new URL(text2) : void 0;
  if (url?.protocol === "https:" || url?.hostname === "127.0.0.1") return url;
  throw new UserError(
    `${variable}: not an https address.
  Set the secret to the whole address of the webhook.`
  );
}
function secretOf({ SLIPWAY_WEBHOOK_SECRET: secret }) {
  if (secret && /^whsec_[A-Za-z0-9+/]{32,}=*$/.test(secret))
    return Buffer.from(secret.slice("whsec_".length), "base64");
  throw new UserError(
    'SLIPWAY_WEBHOOK_SECRET: not a secret of Standard Webhooks, so messages could not be signed.\n  Make one: echo "whsec_$(openssl rand -base64 32)"; store it, and give it to the receiver.'
  );
}
function escaped(text2) {
  return text2.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// actions/notify/notify.ts
var ATTEMPTS = 5;
async function notify(request2, context) {
  const board = await readBoardFile(resolve(context.workspace, request2.board));
  const receivers = receiversFrom(context.env, retryingFetch());
  if (receivers.length === 0) {
    context.report.info(
      "No notification is sent: neither SLIPWAY_SLACK_WEBHOOK nor SLIPWAY_WEBHOOK_URL is set."
    );
    return outcomeOf([], []);
  }
  const events = eventsOf(board).filter(({ kind }) => request2.kinds.includes(kind));
  const git = openGit(context.workspace, {
    identity: { name: request2.botName, email: request2.botEmail },
    token: context.env.SLIPWAY_TOKEN
  });
  const now = context.clock.now();
  const claim = async () => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const memory2 = await readMemory(git, request2.remember);
      const news2 = events.filter(({ id }) => memory2.told[id] === void 0);
      const told = { ...memory2.told, ...Object.fromEntries(news2.map(({ id }) => [id, now.toISOString()])) };
      const claimed = { news: memory2.commit === void 0 ? [] : news2, told };
      if (news2.length === 0 || context.dryRun) return { ...claimed, commit: memory2.commit };
      const commit = await writeMemory(git, request2.remember, { ...memory2, told }, now);
      if (commit !== void 0) return { ...claimed, commit };
    }
    throw new UserError(
      `${request2.remember}: other runs wrote it ${ATTEMPTS} times meanwhile.
  Run again.`
    );
  };
  const { news, ...memory } = await claim();
  context.report.plan(news.map(({ text: text2 }) => text2));
  if (context.dryRun) return outcomeOf([], []);
  const about = { repository: board.repository.name, page: request2.page, at: now };
  const sent = await Promise.all(news.map((event2) => tell(receivers, { event: event2, ...about })));
  const failed = sent.filter(({ isSent }) => !isSent).map(({ event: event2 }) => event2.id);
  if (failed.length > 0) await forget(failed, memory);
  return outcomeOf(
    sent.filter(({ isSent }) => isSent).map(({ event: event2 }) => event2.id),
    sent.map(({ event: event2, isSent, reason }) => resultOf(event2, isSent, reason))
  );
  async function forget(ids, { commit, told }) {
    const rest = Object.fromEntries(Object.entries(told).filter(([id]) => !ids.includes(id)));
    const written = await writeMemory(git, request2.remember, { commit, told: rest }, now);
    if (written === void 0)
      context.report.warning(
        `Not sent, and not tried again, because another run was faster: ${ids.join(", ")}`
      );
  }
}
async function tell(receivers, message) {
  const faults = await Promise.all(
    receivers.map(async (receiver) => {
      try {
        await receiver.send(message);
        return [];
      } catch (error) {
        if (error instanceof NotDelivered) return [error.message];
        throw error;
      }
    })
  );
  const all = faults.flat();
  const isSent = all.length < receivers.length;
  const reason = all.length === 0 ? message.event.text : `${message.event.text}; not delivered to ${all.join(" ")}`;
  return { event: message.event, isSent, reason };
}
async function readBoardFile(file) {
  const text2 = await readFile(file, "utf8").catch(() => void 0);
  const read = boardSchema.safeParse(text2 === void 0 ? void 0 : parseJson(text2));
  if (read.success) return read.data;
  throw new UserError(`${file}: not a board.json.
  Run slipway board first, or give its path as board.`);
}
function resultOf({ environment: environment2, service: service2, kind }, isSent, reason) {
  return { environment: environment2, service: service2 ?? kind, status: isSent ? "done" : "failed", reason };
}
function outcomeOf(sent, results) {
  return { outputs: { sent: JSON.stringify(sent) }, results };
}

// actions/notify/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "notify",
  summary: "Tells people what they wait for, by webhooks: each state of the board once.",
  inputs: {
    board: {
      description: "Path of board.json, as the verb board writes it.",
      schema: text,
      default: "board/board.json"
    },
    kinds: {
      description: `States to notify of, separated by commas: ${KINDS.join(", ")}.`,
      schema: list.pipe(array(_enum(KINDS, `not one of ${KINDS.join(", ")}`))),
      default: KINDS.join(",")
    },
    page: {
      description: "Address of the published board, for a link in each message; none when empty.",
      schema: optionalText,
      default: ""
    },
    remember: {
      description: "Ref that records what was sent already; the bot pushes it.",
      schema: string().regex(/^refs\/slipway\/[\w/-]+$/, "not a ref below refs/slipway/"),
      default: "refs/slipway/notified"
    },
    ...botInputs
  },
  outputs: { sent: "What was sent: a JSON array of ids." }
});

export {
  notify,
  request
};
