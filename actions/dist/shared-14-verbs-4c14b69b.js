// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);

// actions/lib/http/patient-fetch.ts
import { setTimeout as wait } from "node:timers/promises";
var LIMITS = { deadlineMs: 2e4, pausesMs: [300, 1500] };
function patientFetch(limits = LIMITS) {
  return async (resource, init) => {
    for (const pause of [...limits.pausesMs, void 0]) {
      const answer = await tryOnce(resource, init, limits.deadlineMs);
      if (isFinal(answer) || pause === void 0) return settle(answer);
      await wait(pause);
    }
    throw new Error("unreachable: the last try always returns");
  };
}
async function tryOnce(resource, init, ms) {
  const deadline = AbortSignal.timeout(ms);
  const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
  try {
    return { response: await fetch(resource, { ...init, signal }) };
  } catch (fault) {
    return { fault };
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
  patientFetch,
  faultOf
};
