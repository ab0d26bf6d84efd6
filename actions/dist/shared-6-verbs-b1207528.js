// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/deployments/attribution.ts
init_oldest_node();
function actorOf(env, fallback) {
  return env.GITHUB_ACTOR || env.USER || fallback;
}
function attributionOf(env, actor) {
  return { actor, run: runAddress(env) };
}
function runAddress(env) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : void 0;
}
function attributionTrailers({ actor, run }, verb) {
  return [...run === void 0 ? [] : [`Run: ${run}`], `Actor: ${oneLine2(actor)}`, `Slipway-Verb: ${verb}`];
}
var LONGEST_LINE = 300;
function oneLine2(text) {
  const line = oneLine(text);
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

export {
  actorOf,
  attributionOf,
  runAddress,
  attributionTrailers,
  oneLine2 as oneLine
};
