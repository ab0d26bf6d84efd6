import Table from "cli-table3";
import type { Stage } from "../demo/stage.ts";
import { environments } from "../platform/ports.ts";
import type { Embedded } from "./embedded.ts";
import type { Parts } from "./parts.ts";

type Abilities = Pick<Parts, "canScan" | "canSign">;

/** Parts that are neither real nor replaced here. */
export const leftOut = ({ canScan, canSign }: Abilities): readonly string[] => [
  ...(canScan ? [] : ["vulnerability scans and SBOMs (trivy is not built on this machine)"]),
  ...(canSign ? [] : ["signatures (cosign is not built on this machine)"]),
  "events between services (no broker)",
];

/** Printed before the demo starts: which parts are real, and which are stand-ins. */
export function contents(parts: Abilities): string {
  const more = [
    ...(parts.canSign ? ["cosign's signatures"] : []),
    ...(parts.canScan ? ["trivy's scan, with a database of made-up vulnerabilities"] : []),
  ];
  return `Real here
   git over HTTP; every verb as its committed bundle, in the order of the workflows
   BuildKit and a registry; Helm and kustomize; Prometheus, asked with each release's own queries
   the services, started from their pinned images, with PostgreSQL and Redis
   the reporter's evidence, on which promotion and rollback decide
${more.map((line) => `   ${line}\n`).join("")}Stands in
   a small forge for GitHub's API; a reconciler and a proxy for Kubernetes, Argo CD and Argo Rollouts
Left out
${leftOut(parts)
  .map((line) => `   ${line}`)
  .join("\n")}
npm run platform shows the same story on the real components. docs/embedded-demo.md says what this one does not do.
`;
}

/** Number and total duration of each verb's runs, the longest first. */
export function verbTable(spent: ReadonlyMap<string, readonly number[]>): string {
  const table = new Table({
    head: ["verb", "runs", "seconds", "longest"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "right"],
  });
  const sum = (seconds: readonly number[]) => seconds.reduce((total, each) => total + each, 0);
  for (const [verb, seconds] of [...spent].sort(([, one], [, other]) => sum(other) - sum(one)))
    table.push([verb, seconds.length, sum(seconds).toFixed(1), Math.max(...seconds).toFixed(1)]);
  return table.toString();
}

/** Addresses while the demo runs. */
export function addresses({ forge, prometheus }: Embedded, { venue }: Stage): string {
  const shops = environments.map((name) => `${name} ${venue.shop(name)}/api/products`);
  return `While it runs
   git          ${forge.repositoryUrl}
   Prometheus   ${prometheus}
   shop         ${shops.join("   ")}
`;
}

export const next = `What to try next
   npm run platform                the same acts on Kubernetes, Argo CD, Argo Rollouts, Gitea and its runner
   npm run shop                    the whole shop on this machine, with its page
   node actions/dist/slipway.js    the commands
   README.md                       overview of the repository
`;
