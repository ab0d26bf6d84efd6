// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/http/retrying-fetch.ts
init_oldest_node();
import { setTimeout as wait } from "node:timers/promises";
var LIMITS = { deadlineMs: 2e4, pausesMs: [300, 1500] };
var LONGEST_DEADLINE_S = 300;
function limitsOf(env) {
  const asked = env.SLIPWAY_API_DEADLINE;
  if (!asked) return LIMITS;
  const seconds = Number(asked);
  if (seconds > 0 && seconds <= LONGEST_DEADLINE_S) {
    const deadlineMs = seconds * 1e3;
    return { deadlineMs, pausesMs: LIMITS.pausesMs.map((pause) => Math.min(pause, deadlineMs)) };
  }
  throw new UserError(
    `SLIPWAY_API_DEADLINE: ${JSON.stringify(asked)} is no number of seconds from 0 to ${LONGEST_DEADLINE_S}.
  Leave it out for ${LIMITS.deadlineMs / 1e3}.`
  );
}
function retryingFetch(limits = LIMITS) {
  let isSilent = false;
  return async (resource, init) => {
    const pauses = isSilent || isNewComment(resource, init) ? [] : limits.pausesMs;
    for (const pause of [...pauses, void 0]) {
      const answer = await tryOnce(resource, init, limits.deadlineMs);
      isSilent = "fault" in answer && (isSilent || pause === void 0);
      if (isFinal(answer) || pause === void 0) return settle(answer);
      await wait(pause);
    }
    throw new Error("unreachable: the last attempt always returns");
  };
}
function isNewComment(resource, init) {
  const url = resource instanceof Request ? resource.url : String(resource);
  return init?.method?.toUpperCase() === "POST" && /\/comments$/.test(url);
}
async function tryOnce(resource, init, ms) {
  const deadline = AbortSignal.timeout(ms);
  const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
  try {
    return { response: await fetch(resource, { ...init, signal }) };
  } catch (fault) {
    return { fault: deadline.aborted ? new Error(`no response within ${ms / 1e3} s`) : fault };
  }
}
function isFinal(answer) {
  return "response" in answer && answer.response.status < 500;
}
function settle(answer) {
  if ("response" in answer) return answer.response;
  throw answer.fault;
}
function faultOf(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return faultOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

export {
  limitsOf,
  retryingFetch,
  faultOf
};
