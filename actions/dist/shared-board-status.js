// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  oneLine
} from "./shared-15-verbs-e34f738c.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/board/attention.ts
init_oldest_node();
function attention(cell) {
  const { fault, health, holds, next, paused, release } = cell;
  const said = (words, text) => text === "" ? words : `${words}: ${oneLine(text)}`;
  return [
    ...fault === null ? [] : [said("its release cannot be read", fault)],
    ...health.state === "aborted" ? [said("its canary was aborted", health.message)] : [],
    ...paused === null ? [] : [said("it is paused, so changes in git do not reach it", paused)],
    ...health.state === "degraded" ? [said("it is degraded", health.message)] : [],
    ...release !== null && health.state === "unknown" && !health.isSilent ? [said("its health is unknown", health.message)] : [],
    // A hold says itself why it refuses.
    ...next?.kind === "refuse" && !(next.gate === "hold" && holds.length > 0) ? [said("the next release is refused", next.reason)] : [],
    ...holds.map(({ version, reason }) => said(`${version} is held`, reason))
  ];
}

export {
  attention
};
