// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  explain
} from "./shared-board-why.js";
import {
  boardOf,
  boardSources,
  lookInputs,
  readBoard
} from "./shared-5-verbs-d09e202b.js";
import {
  defineRequest,
  serviceName
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/why/request.ts
init_oldest_node();
var request = defineRequest({
  verb: "why",
  summary: "Shows which gates block a service's next release, and what opens them.",
  inputs: {
    service: { description: "Name of the service.", schema: serviceName, isPositional: true },
    environment: { description: "Name of the environment.", schema: serviceName, isPositional: true },
    ...lookInputs
  },
  outputs: {
    explanation: 'JSON: {"now": […], "blocks": […], "remedies": […]}, each a list of sentences.'
  }
});

// actions/why/why.ts
init_oldest_node();
async function why({ service, environment, branch }, context) {
  const facts = await readBoard({ ...boardSources(branch, context), only: { environment, service } });
  const explanation = explain(boardOf(facts), environment, service);
  return {
    outputs: { explanation: JSON.stringify(explanation) },
    results: [],
    answer: answer(explanation, service, environment)
  };
}
function answer(explanation, service, environment) {
  const { now, blocks, remedies } = explanation;
  const list = (sentences) => sentences.map((each) => `  - ${each}`);
  return {
    document: { schema: 1, service, environment, ...explanation },
    text: (paint) => [
      paint("strong", `${service} in ${environment}`),
      ...now,
      ...blocks.length === 0 ? [] : ["", paint("warn", "What blocks the next release:"), ...list(blocks)],
      ...remedies.length === 0 ? [] : ["", paint("good", "What opens the gates:"), ...list(remedies)]
    ].join("\n")
  };
}

export {
  request,
  why
};
