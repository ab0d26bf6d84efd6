import type { Stage } from "../demo/stage.ts";
import { environments } from "../platform/ports.ts";
import type { Embedded } from "./embedded.ts";
import type { Parts } from "./parts.ts";

/** What is real here and what stands in, before anything is told. */
export function contents({ canSign }: Pick<Parts, "canSign">): string {
  const leftOut = [
    ...(canSign ? [] : ["signatures (cosign is not built on this machine)"]),
    "the scan for vulnerabilities, and so SBOMs",
    "events between services (no broker)",
  ];
  return `Real here
   git over HTTP; every verb as its committed bundle, in the order of the workflows
   BuildKit and a registry; Helm and kustomize; Prometheus, asked with each release's own queries
   the services, started from their pinned images, with PostgreSQL and Redis${canSign ? "; cosign's signatures" : ""}
   the reporter's evidence, on which promotion and rollback decide
Stands in
   a small forge for GitHub's API; a reconciler and a proxy for Kubernetes, Argo CD and Argo Rollouts
Left out
${leftOut.map((line) => `   ${line}`).join("\n")}
npm run demo shows the same story on the real components. docs/embedded-demo.md says what this one does not do.
`;
}

/** Where things are while they run. */
export function addresses({ forge, layout }: Embedded, { venue }: Stage): string {
  const shops = environments.map((name) => `${name} ${venue.shop(name)}/api/products`);
  return `While it runs
   git          ${forge.repositoryUrl}
   Prometheus   http://127.0.0.1:${layout.ports.prometheus}
   shop         ${shops.join("   ")}
`;
}

export const next = `What to try next
   npm run demo                    the same story on Kubernetes, Argo CD, Argo Rollouts, Gitea and its runner
   npm run shop                    the whole shop on this machine, with its page
   node actions/dist/slipway.js    the commands
   README.md                       how to bring it into a repository of your own
`;
