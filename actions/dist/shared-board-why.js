// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  age,
  moment,
  plural
} from "./shared-5-verbs-d09e202b.js";
import {
  GATES
} from "./shared-10-verbs-724d16fa.js";
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/board/explain.ts
init_oldest_node();

// actions/lib/app/board/remedies.ts
init_oldest_node();
function remediesOf(blocked) {
  const { board, place, cell, closed } = blocked;
  const { next, promotion, holds } = cell;
  const check = promotion?.check ?? null;
  const isFree = next?.kind === "promote" && closed.length === 0 && (check === null || check.state === "success");
  const itself = closed.flatMap(
    ({ gate, until }) => until === null ? [] : [`The gate ${gate} opens by itself at ${moment(until)}, in ${age(board.at, until)}.`]
  );
  const relevant = /* @__PURE__ */ new Set([
    ...closed.filter(({ until }) => until === null).map(({ gate }) => gate),
    ...place.stop === null ? [] : ["stop"],
    ...holds.length === 0 ? [] : ["hold"]
  ]);
  const known = acts(blocked);
  return [
    ...isFree && promotion !== null ? [`Merge ${pullName(promotion)}.`] : [],
    ...itself,
    ...GATES.filter((gate) => relevant.has(gate)).map(
      (gate) => closed.find((each) => each.gate === gate)?.remedy || known[gate]
    )
  ];
}
function pullName({ branch, number, version, url }) {
  const name = number === null ? branch : `#${number}`;
  return `${name}${version === null ? "" : ` with ${version}`}${url === null ? "" : ` (${url})`}`;
}
function acts({ place, service, cell: { pin } }) {
  const { name, stop, after } = place;
  const before = after ?? "the environment before";
  const stopped = stop?.branch.replace(/^stop\//, "") ?? name;
  return {
    release: pin === null ? "Restore the generated release folder: `git log` on it shows the last bump or promotion." : `Correct the pin: \`git log\` on ${pin.file} shows the last change of it.`,
    order: pin === null ? `Merge the commit that ${name}'s release was built from into the main branch; the next release contains it.` : `Pin an image in ${before} that came after the one in ${name}.`,
    stop: `\`slipway resume --environment ${stopped}\` ends the emergency stop.`,
    hold: `A newer release ends the hold, or an owner does: \`slipway hold --lift --environment ${name} --service ${service}\`.`,
    dependencies: `It opens when ${name} has the versions that ${service} needs: promote those services first.`,
    analysis: "Fix the service: the next release starts its own canary.",
    health: `It opens when ${before} reports exactly this release healthy; check its pods and its reporter.`,
    soak: `It opens when ${before} has been healthy long enough.`,
    idle: `It opens when the canary in ${name} ends; a fix may bypass it (slipway promote --bypass idle).`,
    freeze: "It opens when the freeze ends; environment.yaml says which ones there are.",
    exceptions: "Extend the exception in security/exceptions.yaml, or release a version that needs none.",
    signature: "Sign the image by its digest, or let it be built and signed again.",
    registry: `Allow the push into the registry of ${name}; the next run copies the image again.`,
    custom: "The custom gate's service must answer that it is open.",
    approval: "Approve the current commit of the pull request."
  };
}

// actions/lib/app/board/explain.ts
function explain(board, environment, service) {
  const cell = board.services.find(({ name }) => name === service)?.cells.find((each) => each.environment === environment);
  const place = board.environments.find(({ name }) => name === environment);
  if (cell === void 0 || place === void 0) {
    return { now: [`${service} has no record in ${environment}.`], blocks: [], remedies: [] };
  }
  const closed = closedGates(cell.next);
  const words = [...closed.map(({ words: said }) => said), ...unmentioned(place, cell, closed)];
  return {
    now: [
      currentRelease(board, cell),
      health(board, cell),
      pause(cell),
      distance(board, cell),
      outlook(board, cell, words)
    ].flat(),
    blocks: [...new Set(words)],
    remedies: [...new Set(remediesOf({ board, place, cell, closed, service }))]
  };
}
function closedGates(next) {
  if (next === null || next.kind === "nothing") return [];
  const closed = next.gates.filter(({ isOpen }) => !isOpen).map(({ gate, words, until }) => closedGate(gate, words, until));
  if (next.kind === "promote") return closed;
  const main = closedGate(next.gate ?? "release", next.reason, next.until);
  return closed.some(({ gate }) => gate === main.gate) ? closed : [main, ...closed];
}
function closedGate(gate, words, until) {
  const [what = "", ...remedy] = words.split("\n");
  const said = oneLine(remedy.join(" "));
  return {
    gate,
    words: `${gate}: ${sentence(what)}`,
    remedy: said === "" ? "" : `${gate}: ${sentence(said)}`,
    until
  };
}
function unmentioned({ stop, freeze }, { holds }, closed) {
  const has = (gate) => closed.some((each) => each.gate === gate);
  return [
    ...stop === null || has("stop") ? [] : [`stop: the emergency stop ${stop.branch} is active, by ${stop.by}: ${sentence(stop.reason)}`],
    ...freeze === null || freeze.state === "coming" || has("freeze") ? [] : [`freeze: ${sentence(freeze.words)}`],
    ...has("hold") ? [] : holds.map(
      ({ version, by, cause, reason }) => sentence(`hold: ${version} is held (${cause}, by ${by}): ${reason}`)
    )
  ];
}
function currentRelease({ at }, { release, fault, change, environment }) {
  if (fault !== null) return [`The release in ${environment} cannot be read: ${sentence(fault)}`];
  if (release === null) return [`${environment} has no release of it.`];
  if (change === null) return [`${environment} has ${release.version}.`];
  const why = change.reason === null ? "" : ` Reason given: ${sentence(change.reason)}`;
  const { by, commit, confirmed, bypasses } = change;
  const how = `${HOW[change.verb]} by ${oneLine(by)} in ${shortSha(commit)} (${sourceOf(confirmed)})`;
  const passed = bypasses.map((bypass) => ` ${passedBy(confirmed)}: ${sentence(bypass)}`).join("");
  return [`${environment} has ${release.version} for ${age(change.at, at)}: ${how}.${why}${passed}`];
}
function sourceOf(confirmed) {
  if (confirmed === null) return "as the commit says; the forge was not asked";
  return confirmed.by ? "confirmed by the forge" : "as the commit says; the forge does not confirm it";
}
function passedBy(confirmed) {
  if (confirmed === null) return "The commit says that a closed gate was bypassed";
  return confirmed.bypasses ? "A closed gate was bypassed, as the forge recorded" : "The commit claims that a closed gate was bypassed, and the forge has no record of it";
}
var HOW = {
  bump: "bumped",
  promote: "promoted",
  hotfix: "brought as a hotfix",
  rollback: "rolled back",
  revert: "reverted",
  hand: "committed manually"
};
function health({ at }, { release, health: { state, since, message }, canary }) {
  if (release === null) return [];
  const long = since === null ? "" : ` for ${age(since, at)}`;
  const step = canary === null ? "" : ` (canary at ${canary.weight} %, step ${canary.index} of ${canary.count})`;
  const words = message === "" ? "." : `: ${sentence(message)}`;
  return [`It is ${state}${long}${step}${words}`];
}
function pause({ paused }) {
  return paused === null ? [] : [`It is paused: ${sentence(paused)}`];
}
function distance({ at }, { behind }) {
  if (behind === null) return [];
  const { environment, version, commits, releases, since } = behind;
  const far = [
    ...commits === null ? [] : [plural(commits, "commit")],
    ...releases === 0 ? [] : [plural(releases, "release")]
  ].join(" and ");
  const long = since === null ? "" : `, for ${age(since, at)}`;
  return [`${environment} has ${version}${far === "" ? "" : `: ${far} further`}${long}.`];
}
function outlook({ at }, { next, promotion, environment, pin }, blocks) {
  const pull = promotion === null ? [] : [`A promotion is open: ${pullName(promotion)}.`];
  if (next?.kind === "nothing") return [`No release is due in ${environment}: ${sentence(next.reason)}`];
  const unasked = next?.unasked ?? [];
  const open = next?.kind === "promote" && blocks.length === 0 ? [next] : [];
  const free = open.map(
    ({ version, reason }) => unasked.length === 0 ? `Nothing blocks ${version}: ${sentence(reason)}` : `No gate that was asked is closed for ${version}: ${sentence(reason)}`
  );
  const rest = unasked.map(({ gate, words }) => `The gate ${gate} was not asked: ${sentence(words)}`);
  return [
    ...free,
    ...rest,
    ...unasked.length === 0 ? [] : [lastAnswer(at, promotion, pin !== null)],
    ...pull
  ];
}
function lastAnswer(at, promotion, isPin) {
  if (isPin) return "`slipway promote --dry-run` asks these gates.";
  const check = promotion?.check ?? null;
  if (check === null) return "promote has not answered yet.";
  const when = check.at === null ? "at an unknown time" : `${age(check.at, at)} ago`;
  const by = check.by === null ? "" : `, by ${oneLine(check.by)}`;
  return `The last answer of slipway/gates${by}, ${when}: ${check.state}: ${sentence(check.description)}`;
}
function sentence(text) {
  const line = oneLine(text);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

export {
  explain
};
