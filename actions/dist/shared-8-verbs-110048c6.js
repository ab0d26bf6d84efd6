// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  GATES,
  closed,
  findManualRollbacks,
  open
} from "./shared-10-verbs-724d16fa.js";
import {
  evidenceAt
} from "./shared-11-verbs-7c3e42e6.js";
import {
  describeHold,
  readDeployments,
  readHolds
} from "./shared-11-verbs-57297b5c.js";
import {
  readEnvironments
} from "./shared-13-verbs-8f9a8474.js";
import {
  describeStop,
  readStops
} from "./shared-11-verbs-0f2be35d.js";
import {
  readRelease
} from "./shared-14-verbs-98873d3f.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  covers,
  expiredExceptions,
  parseExceptions
} from "./shared-9-verbs-4ea48d6b.js";
import {
  UserError
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/gates/approval.ts
init_oldest_node();
function approvalGate({ required, approvals }) {
  if (typeof approvals === "string") return closed("approval", `approvals cannot be read: ${approvals}`);
  const by = [...new Set(approvals ?? [])].sort();
  if (by.length >= required) {
    return open("approval", by.length === 0 ? "no approval is required" : `approved by ${by.join(", ")}`);
  }
  const so = by.length === 0 ? "" : `: ${by.join(", ")}`;
  return closed("approval", `${by.length} of ${required} approvals${so}`);
}

// actions/lib/domain/gates/exceptions.ts
init_oldest_node();
function exceptionsGate({ service, recorded, exceptions, now }) {
  if (typeof exceptions === "string") return closed("exceptions", exceptions);
  const words = recorded === void 0 ? exceptionsOver(concerning(exceptions, service), now) : recorded.flatMap((each) => whyClosed(each, { service, exceptions, now }));
  if (words.length === 0) {
    const count = recorded?.length ?? concerning(exceptions, service).length;
    return open(
      "exceptions",
      count === 0 ? "no vulnerability is excepted" : `${count} excepted, none expired`
    );
  }
  return closed(
    "exceptions",
    `${[...new Set(words)].join("; ")}.
  Release ${service} without it, or extend the exception in security/exceptions.yaml.`,
    { final: true }
  );
}
var concerning = (exceptions, service) => exceptions.filter(({ services }) => services?.includes(service) ?? true);
var exceptionsOver = (exceptions, now) => expiredExceptions(exceptions, now).map(
  ({ id, expires, owner }) => `${id} was excepted until ${expires} by ${owner}`
);
function whyClosed(excused, { service, exceptions, now }) {
  const covering = exceptions.filter((each) => covers(each, service, excused.finding));
  const over = exceptionsOver(covering, now);
  if (covering.length === 0) return [noLonger(excused)];
  return over.length < covering.length ? [] : over;
}
function noLonger({ finding }) {
  return finding.kind === "secret" ? `${finding.rule} is no longer excepted in ${finding.path}` : `${finding.id} is no longer excepted in ${finding.package}`;
}

// actions/lib/domain/promotions/sources.ts
init_oldest_node();
async function readShared(sources) {
  const { git, tip, refs, now, isPast, isOwn, only } = sources;
  const all = await readEnvironments(tip);
  const ways = waysIn(all).filter(({ target }) => only === void 0 || target.name === only.environment);
  const environments = all.filter(
    (each) => only === void 0 || ways.some(({ source, target }) => each === source || each === target)
  );
  const [stops, exceptions, ...holds] = await Promise.all([
    readStops(git, refs),
    readExceptions(tip),
    ...environments.map(async ({ name }) => [name, await orReason(() => readHolds(tip, name))])
  ]);
  const deployments = () => readDeployments(git, tip.commit, only?.service);
  const manualRollbacks = await findManualRollbacks({ git, tip, environments, deployments, isOwn });
  const known = holds.map(([name, read]) => {
    const more = manualRollbacks.flatMap(({ environment, hold }) => environment === name ? [hold] : []);
    return [name, typeof read === "string" ? read : [...read, ...more]];
  });
  return {
    ...sources,
    ways,
    evidence: evidenceAt(git, refs, isPast && now),
    stops,
    exceptions,
    holds: new Map(known)
  };
}
function waysIn(environments) {
  return environments.flatMap((target) => {
    const source = environments.find((each) => each.name === target.after);
    return source === void 0 ? [] : [{ source, target }];
  });
}
function readExceptions(tip) {
  return orReason(async () => parseExceptions((await tip.read(EXCEPTIONS))?.toString() ?? NONE, EXCEPTIONS));
}
var EXCEPTIONS = "security/exceptions.yaml";
var NONE = "exceptions: []\n";
async function orReason(read) {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

// actions/lib/domain/promotions/dependencies.ts
init_oldest_node();
async function dependenciesOf(tip, environment, { dependsOn = {} }) {
  return Promise.all(
    Object.entries(dependsOn).map(async ([service, range]) => {
      const pinned = await orReason(() => readRelease(tip, environment, service));
      return { service, range, pinned };
    })
  );
}

// actions/lib/domain/gates/dependencies.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
function dependenciesGate({ environment, dependencies }) {
  const lacking = dependencies.flatMap((one) => faultOf(one, environment) ?? []);
  if (lacking.length > 0) {
    return closed(
      "dependencies",
      `${lacking.join("; ")}.
  Promote what is missing first, or change dependsOn in service.yaml and release again.`
    );
  }
  const there = dependencies.map(({ service, range }) => `${service} ${range}`);
  return open(
    "dependencies",
    there.length === 0 ? "it needs no other service" : `${environment} has ${there.join(", ")}`
  );
}
function faultOf({ service, range, pinned }, environment) {
  if (typeof pinned === "string")
    return `the release of ${service} in ${environment} cannot be read: ${pinned}`;
  if (pinned === void 0) return `it needs ${service} ${range}, and ${environment} has no release of it`;
  if ((0, import_semver.satisfies)(pinned.version, range)) return void 0;
  return `it needs ${service} ${range}, and ${environment} has ${pinned.version}`;
}

// actions/lib/domain/gates/evaluate.ts
init_oldest_node();
function evaluate({ known, outside }, answers = []) {
  const answered = new Set(answers.map(({ gate }) => gate));
  const report = [
    ...known.filter(({ gate }) => !answered.has(gate)),
    ...answers,
    ...outside.filter(({ gate }) => !answered.has(gate)).map(unasked)
  ];
  return [...report].sort((one, other) => GATES.indexOf(one.gate) - GATES.indexOf(other.gate));
}
function unasked({ gate, what }) {
  return { gate, open: null, what };
}

// actions/lib/domain/gates/hold.ts
init_oldest_node();
function holdGate({ release: { version }, hold }) {
  if (hold === void 0) return open("hold", "no hold");
  if (typeof hold === "string") return closed("hold", `the holds cannot be read: ${hold}`);
  const before = hold.version === version ? "" : `${version} is not newer than what is held: `;
  const end = hold.until === null ? { final: true } : { until: new Date(hold.until) };
  return closed("hold", before + describeHold(hold), end);
}

// actions/lib/domain/gates/idle.ts
init_oldest_node();
function idleGate({ environment, release, current, reading, isFix = false }) {
  if (current === void 0) return open("idle", `${environment} runs no release yet`);
  if (reading === void 0)
    return open("idle", `no cluster of ${environment} reports, so no canary is known there`);
  const paused = reading.reports.find(({ evidence }) => evidence.paused !== void 0);
  if (paused !== void 0) {
    const reason = `${environment} is paused in ${paused.cluster}: ${paused.evidence.paused}`;
    return closed(
      "idle",
      `${reason}.
  End the pause first; docs/runbooks/pause-one-application.md says how.`
    );
  }
  const running = reading.reports.find((report) => isOtherCanary(report, release.id));
  if (running !== void 0) {
    const { evidence, cluster } = running;
    const { index, count, weight } = evidence.step ?? { index: 0, count: 0, weight: 0 };
    const canary = `the canary of ${evidence.version ?? "another release"} runs in ${environment}/${cluster} (step ${index} of ${count}, ${weight} % of the traffic)`;
    if (isFix && evidence.releaseId === current.id) return open("idle", `${canary}, and this fixes it`);
    return closed("idle", `${canary}, and ${release.version} would interrupt it`);
  }
  const unreadable = reading.fresh ? [] : reading.unreadable ?? [];
  if (unreadable.length > 0) {
    return closed(
      "idle",
      `it is not known whether a canary runs in ${environment}: ${unreadable.join("; ")}`
    );
  }
  return open("idle", `no canary runs in ${environment}`);
}
function isOtherCanary({ evidence }, id) {
  const { state, step, stable, releaseId } = evidence;
  return state === "running" && step !== null && releaseId !== id && stable.releaseId !== id;
}

// actions/lib/domain/gates/stop.ts
init_oldest_node();
function stopGate({ environment, stop }) {
  if (stop === void 0) return open("stop", `${environment} is not stopped`);
  if (typeof stop !== "string") return closed("stop", describeStop(stop));
  return closed("stop", `whether ${environment} is stopped cannot be read: ${stop}`);
}

export {
  approvalGate,
  dependenciesGate,
  evaluate,
  exceptionsGate,
  holdGate,
  idleGate,
  stopGate,
  readShared,
  readExceptions,
  orReason,
  dependenciesOf
};
