// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  canBypass,
  gatesOf,
  holdFor,
  proving,
  soakGate
} from "./shared-7-verbs-53ea9a79.js";
import {
  recordedExceptionsGate,
  registryGate
} from "./shared-7-verbs-2ca783c6.js";
import {
  readShared
} from "./shared-8-verbs-110048c6.js";
import {
  signatureGate
} from "./shared-9-verbs-95a406f2.js";
import {
  closed,
  isClosed,
  open,
  worstOf
} from "./shared-10-verbs-724d16fa.js";
import {
  evidenceBranch
} from "./shared-11-verbs-7c3e42e6.js";
import {
  environmentsWith,
  isSamePin,
  pinHistories,
  pinRelease
} from "./shared-8-verbs-a4397331.js";
import {
  orMessage,
  readPin
} from "./shared-10-verbs-521d606e.js";
import {
  stopOf
} from "./shared-11-verbs-0f2be35d.js";
import {
  releaseImages
} from "./shared-16-verbs-64058615.js";
import {
  faultOf
} from "./shared-18-verbs-d4e90f00.js";
import {
  CONFIG_FILE,
  UserError,
  boolean,
  iso_exports,
  parseJson,
  strictObject,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/promotions/planner.ts
init_oldest_node();
var HOLDS_MERGE_ONLY = "approval";
function decide(facts, answers = []) {
  const { live } = facts;
  const early = withoutCandidate(facts);
  if (early !== void 0 || typeof live !== "object") {
    return early ?? { kind: "nothing", reason: "nothing is pinned", gates: [] };
  }
  const pinned = typeof facts.current === "object" ? facts.current.id : void 0;
  const candidates = [live, ...facts.past.filter(({ release }) => release.id !== pinned)];
  const asked = candidates.map((candidate2) => ({ candidate: candidate2, gates: gatesOf(facts, candidate2) }));
  const proven = asked.find((each) => stopping(facts, each, proving(each.gates)).length === 0);
  const { candidate } = proven ?? { candidate: live };
  const subject = { candidate, gates: gatesOf(facts, candidate, answers) };
  const [first, ...others] = stopping(facts, subject, subject.gates);
  return first === void 0 ? promotion(facts, subject) : closedDecision(facts, subject, [first, ...others]);
}
function withoutCandidate({
  service,
  environment,
  from,
  live,
  current,
  hasOverlay
}) {
  const refuse = (reason) => ({ kind: "refuse", gate: "release", reason, gates: [] });
  if (typeof live === "string") return refuse(live);
  if (typeof current === "string") return refuse(current);
  if (live === void 0) return { kind: "nothing", reason: `${from} has no release of it`, gates: [] };
  if (live.release.id === current?.id) {
    return { kind: "nothing", reason: `${current.version} is there already`, gates: [] };
  }
  if (live.isOlder) {
    const reason = `${environment} has ${current?.version}, which is newer than ${live.release.version} in ${from}`;
    return { kind: "nothing", reason, gates: [] };
  }
  if (hasOverlay) return void 0;
  const file = `environments/${environment}/${service}/kustomization.yaml`;
  return refuse(`${file}: not there.
  Add it, next to the one of the environment before.`);
}
function stopping(facts, { candidate }, gates) {
  return gates.filter(isClosed).filter(({ gate }) => gate !== HOLDS_MERGE_ONLY).filter(
    ({ gate }) => !facts.bypasses.some((each) => each.gate === gate && canBypass(facts, candidate, each))
  );
}
function closedDecision(facts, { candidate, gates }, closedGates) {
  const final = closedGates.find((each) => each.final);
  const { gate, reason, until } = final ?? closedGates[0];
  const { release } = candidate;
  const ended = hasFailed(facts, candidate) ? { ended: release.id } : {};
  if (final !== void 0) return { kind: "refuse", gate, reason, gates, release, ...ended };
  return { kind: "wait", gate, reason, gates, release, ...until === void 0 ? {} : { until }, ...ended };
}
function hasFailed({ reading }, { release, past }) {
  if (!reading.fresh || past !== void 0) return false;
  const { releaseId, state } = reading.evidence;
  return releaseId === release.id && (state === "aborted" || state === "degraded");
}
function promotion(facts, { candidate, gates }) {
  const { environment, from, service, current } = facts;
  return {
    kind: "promote",
    environment,
    from,
    service,
    old: typeof current === "object" ? current : void 0,
    new: candidate.release,
    files: candidate.files,
    evidence: evidenceOf(facts, candidate),
    gates,
    bypasses: needed(facts, candidate, gates)
  };
}
function evidenceOf({ reading }, { past }) {
  if (!reading.fresh) return { commit: "none", since: "unknown" };
  return { commit: reading.commit, since: past?.from.toISOString() ?? reading.evidence.since };
}
function needed(facts, candidate, gates) {
  const shut = new Set(gates.filter(isClosed).map(({ gate }) => gate));
  return facts.bypasses.filter(
    (each) => shut.has(each.gate) && canBypass(facts, candidate, each) && shut.delete(each.gate)
  );
}

// actions/lib/app/gate-answers/outside.ts
init_oldest_node();

// actions/lib/app/gate-answers/custom.ts
init_oldest_node();

// actions/lib/app/gate-answers/credentials.ts
init_oldest_node();
import { createHmac, randomUUID } from "node:crypto";
function credentialsFor({ auth, sign }, body, env) {
  const token = auth === void 0 ? void 0 : env[auth]?.trim();
  const secret = sign === void 0 ? void 0 : env[sign]?.trim();
  const fault = faultOfToken(auth, token) ?? faultOfSecret(sign, secret);
  if (fault !== void 0) return { fault };
  return {
    headers: {
      ...token === void 0 ? {} : { authorization: `Bearer ${token}` },
      ...secret === void 0 ? {} : signed(body, secret)
    },
    redact: (text) => [token, secret].reduce(
      (rest, each) => each === void 0 ? rest : rest.replaceAll(each, "***"),
      text
    )
  };
}
var remedy = (name) => `Give the step that promotes ${name} in its \`env\`, from a secret of that name.`;
function faultOfToken(name, token) {
  if (name === void 0) return void 0;
  if (!token) return `${name}: not set.
  ${remedy(name)}`;
  return /^[\x21-\x7e]+$/.test(token) ? void 0 : `${name}: not one word of ASCII.
  ${remedy(name)}`;
}
function faultOfSecret(name, secret) {
  if (name === void 0) return void 0;
  if (!secret) return `${name}: not set.
  ${remedy(name)}`;
  const { length } = keyOf(secret);
  return length >= SHORTEST_KEY ? void 0 : `${name}: expected a key of at least ${SHORTEST_KEY} bytes in base64.
  Make one: openssl rand -base64 32.`;
}
var SHORTEST_KEY = 24;
var keyOf = (secret) => /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret) ? Buffer.from(secret.replace(/^whsec_/, ""), "base64") : Buffer.alloc(0);
function signed(body, secret) {
  const id = `gate_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1e3));
  const signature = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

// actions/lib/app/gate-answers/custom.ts
var LONGEST_ANSWER = 65536;
var LONGEST_REASON = 300;
var answerSchema = strictObject({
  open: boolean(),
  reason: string().min(1),
  until: iso_exports.datetime({ offset: true }).optional()
});
async function customGate(facts) {
  const { name } = facts.gate;
  const body = JSON.stringify(questionOf(facts));
  const credentials = credentialsFor(facts.gate, body, facts.env);
  if ("fault" in credentials) return closed("custom", `${name}: ${credentials.fault}`);
  return toResult(name, redacted(await ask(facts, body, credentials.headers), credentials.redact));
}
function questionOf({ environment, service, release }) {
  const { id, version, image, source } = release;
  return { environment, service, release: { id, version, digest: image.digest, source } };
}
async function ask({ gate: { url, auth, timeoutSeconds } }, body, headers) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body,
      // Only the server in the reviewed file may answer, and no other may see the token.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutSeconds * 1e3)
    });
    if (response.status === 200) return await read(response);
    await response.body?.cancel();
    return { fault: refusal(response.status, auth) };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    return { fault: isLate ? `no answer within ${timeoutSeconds} s` : `no answer: ${faultOf(error)}` };
  }
}
function refusal(status, auth) {
  if (status >= 300 && status < 400) return `answered ${status}, and redirects are not followed`;
  if (status !== 401 && status !== 403) return `answered ${status}`;
  return auth === void 0 ? `answered ${status}: it requires a token.
  Name the variable with its token in \`auth\`.` : `answered ${status}: it rejects the token in ${auth}.
  Set a valid token.`;
}
function redacted(answer, redact) {
  return "fault" in answer ? { fault: redact(answer.fault) } : { text: redact(answer.text) };
}
async function read(response) {
  const parts = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > LONGEST_ANSWER) return { fault: `answered more than ${LONGEST_ANSWER} bytes` };
    parts.push(part);
  }
  return { text: Buffer.concat(parts).toString("utf8") };
}
function toResult(name, answer) {
  if ("fault" in answer) return closed("custom", `${name}: ${answer.fault}`);
  const parsed = answerSchema.safeParse(parseJson(answer.text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === void 0 || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    return closed("custom", `${name}: not an answer${where}: ${issue?.message ?? "unknown"}`);
  }
  const { until } = parsed.data;
  const reason = `${name}: ${oneLine(parsed.data.reason)}`;
  if (parsed.data.open) return open("custom", reason);
  return closed("custom", reason, until === void 0 ? {} : { until: new Date(until) });
}
function oneLine(text) {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}

// actions/lib/app/gate-answers/outside.ts
function outsideGates(outside) {
  const { env } = outside;
  return {
    async ask(facts, release) {
      const { environment, service, policy } = facts;
      const [image, ...custom] = await Promise.all([
        aboutImage(facts, release, outside),
        ...policy.gates.custom.map((gate) => customGate({ gate, environment, service, release, env }))
      ]);
      return [...image, ...custom];
    },
    async bring({ policy, fromRegistry }, release) {
      if (fromRegistry === policy.registry) return [];
      const answers = [];
      for (const image of releaseImages(release)) {
        const from = { registry: fromRegistry, ...image };
        const to = { ...from, registry: policy.registry };
        answers.push(await registryGate({ ...outside, from, to, version: release.version }));
      }
      return [worstOf(answers)];
    }
  };
}
async function aboutImage({ fromRegistry: registry, service, exceptions, now }, release, { trust, env }) {
  const target = { registry };
  const signature = await signatureGate({ target, release, trust, env });
  if (trust === void 0 || isClosed(signature)) return [signature];
  const facts = { service, exceptions, now };
  return [signature, await recordedExceptionsGate({ facts, target, release, trust, env })];
}
async function decideFinally(facts, outside, known = []) {
  const decision = decide(facts, known);
  const release = mayMove(decision);
  if (release === void 0) return decision;
  const answers = [...known, ...await outside.ask(facts, release)];
  const answered = decide(facts, answers);
  if (answered.kind !== "promote") return answered;
  return decide(facts, [...answers, ...await outside.bring(facts, release)]);
}
function mayMove(decision) {
  if (decision.kind === "promote") return decision.new;
  if (decision.kind !== "refuse" || decision.gate !== "exceptions") return void 0;
  const others = decision.gates.filter(isClosed).filter(({ gate }) => gate !== "exceptions");
  return others.some(({ final }) => final) ? void 0 : decision.release;
}

// actions/lib/app/pins/decide.ts
init_oldest_node();

// actions/lib/app/pins/facts.ts
init_oldest_node();
async function readPinFacts(sources, pins, bypasses, historyOf = pinHistories(sources.git, sources.tip.commit)) {
  const shared = await readShared(sources);
  requireKnown(shared, pins);
  const asked = shared.ways.flatMap(
    (way) => Object.entries(pins.services).toSorted(([one], [other]) => one < other ? -1 : 1).flatMap(([service, places]) => {
      const [from, to] = [places[way.source.name], places[way.target.name]];
      return from === void 0 || to === void 0 ? [] : [{ way, service, from, to }];
    })
  );
  return Promise.all(asked.map((each) => readOne(shared, pins, bypasses, historyOf, each)));
}
function requireKnown({ ways }, { services }) {
  const known = new Set(ways.flatMap(({ source, target }) => [source.name, target.name]));
  for (const [service, places] of Object.entries(services)) {
    for (const name of Object.keys(places).filter((each) => !known.has(each))) {
      throw new UserError(
        `${CONFIG_FILE}: pins.services.${service}.${name}: there is no environments/${name}/environment.yaml, or nothing comes after it.
  Known: ${[...known].join(", ") || "none"}.`
      );
    }
  }
}
async function readOne(shared, pins, bypasses, historyOf, asked) {
  const { tip, refs, evidence, stops, exceptions, now } = shared;
  const { way, service, from, to } = asked;
  const { source, target } = way;
  const environments = environmentsWith(
    pins,
    service,
    shared.ways.flatMap((each) => [each.source, each.target])
  );
  const first = pins.services[service]?.[environments[0]?.name ?? ""] ?? from;
  const [live, current, firstLine, fromLine, toLine] = await Promise.all([
    readPin(tip, from),
    readPin(tip, to),
    historyOf(first),
    historyOf(from),
    historyOf(to)
  ]);
  const isReported = source.clusters.some((cluster) => refs.has(evidenceBranch(source.name, cluster)));
  const hasReported = target.clusters.some((cluster) => refs.has(evidenceBranch(target.name, cluster)));
  const lines = { first: firstLine, from: fromLine, to: toLine };
  const candidate = await orMessage(() => candidateOf(shared, asked, live, current, lines));
  const pinned = await orMessage(
    () => typeof current === "string" ? current : pinRelease(service, current, target, [lines.first, lines.to], tip.commit)
  );
  const facts = {
    service,
    environment: target.name,
    from: source.name,
    fromRegistry: source.registry,
    before: source.after,
    policy: target,
    live: candidate,
    past: [],
    current: pinned,
    reading: await evidence.read(source, service, now),
    targetReading: hasReported ? await evidence.read(target, service, now) : void 0,
    hasOverlay: true,
    stop: stopOf(stops, target.name),
    exceptions,
    bypasses: bypasses(target.name, service),
    approvals: void 0,
    now
  };
  const known = [open("release", `${from.file} pins it by digest`)];
  const unreported = isReported || pins.health === "required" ? [] : withoutReports(facts);
  return { facts, place: to, answers: [...known, ...unreported] };
}
function withoutReports({ from, policy, live, now }) {
  const words = `not judged: no cluster of ${from} has ever reported, and pins.health is optional`;
  if (typeof live !== "object") return [];
  return [
    open("analysis", words),
    open("health", words),
    soakGate({
      from,
      version: live.release.version,
      soakSeconds: policy.gates.soakSeconds,
      since: live.soakFloor?.at,
      now,
      counted: "since the pin landed; its health is not judged"
    })
  ];
}
async function candidateOf(shared, { way, service, from }, live, current, lines) {
  const { git, tip } = shared;
  if (typeof live === "string") return live;
  if (live.digest === void 0) {
    return `${from.file}: ${service} is pinned by the tag ${live.tag} alone, and a tag can be moved.
  Pin it with its digest: write \`digest: ""\` next to the tag, then pin with \`slipway bump --pins\`.`;
  }
  const release = pinRelease(service, live, way.source, [lines.first, lines.from], tip.commit);
  const there = typeof current === "string" ? void 0 : pinRelease(service, current, way.target, [lines.first, lines.to], tip.commit);
  const [descends, isOlder, hold] = await Promise.all([
    there === void 0 || git.isAncestor(there.source, release.source),
    there !== void 0 && there.source !== release.source && await git.isAncestor(release.source, there.source),
    holdFor(shared, way, release)
  ]);
  const landed = lines.from.find(({ pin }) => isSamePin(pin, live));
  return {
    release,
    files: /* @__PURE__ */ new Map(),
    past: void 0,
    descends,
    isOlder,
    wasBefore: way.source.after === void 0 || lines.first.some(({ pin }) => isSamePin(pin, live)),
    soakFloor: landed === void 0 ? void 0 : { at: landed.at, marks: [] },
    hold,
    dependencies: []
  };
}

// actions/lib/app/pins/decide.ts
async function decidePins(sources, { pins, bypasses, gate, historyOf }) {
  const facts = await readPinFacts(sources, pins, bypasses, historyOf);
  return await Promise.all(
    facts.map(
      async ({ facts: each, place, answers }) => ({
        environment: each.policy,
        service: each.service,
        place,
        decision: gate === void 0 ? decide(each, answers) : await decideFinally(each, gate, answers)
      })
    )
  );
}

export {
  decide,
  outsideGates,
  decideFinally,
  decidePins
};
