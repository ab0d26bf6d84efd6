/** What the shops of the verbs' tests are made of: environments, releases that only move, and what clusters report of them. */
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "@slipway/lib/domain/evidence/evidence.ts";
import {
  type Release,
  releaseFolder,
  releaseId,
  releasePath,
  type Start,
} from "@slipway/lib/domain/releases/releases.ts";
import { fastCommit } from "../git/fast-commit.ts";

/** `policy`: lines that replace those of the same keys. */
export function environmentFile(
  name: string,
  order: number,
  after: string | undefined,
  policy: Readonly<Record<string, string>> = {},
): string {
  const lines = {
    name,
    order: String(order),
    ...(after === undefined ? {} : { after }),
    namespace: `shop-${name}`,
    clusters: "[main]",
    registry: "registry.test",
    merge: after === undefined ? "push" : "review",
    ...policy,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

export function overlayText(environment: string, service: string): string {
  const image = `{name: shop/${service}, newName: registry.test/shop/${service}}`;
  const kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
  return `${kind}resources: [release]\nnamespace: shop-${environment}\nimages: [${image}]\n`;
}

/** The short canary of a rollback, as a strategy has it. */
export function rollbackSteps(service: string): readonly object[] {
  return [{ setWeight: 50 }, { analysis: { templates: [{ templateName: `${service}-rollback` }] } }];
}

export function manifests(service: string, version: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${service}
  annotations:
    slipway.dev/rollback-steps: '${JSON.stringify(rollbackSteps(service))}'
spec:
  strategy:
    canary:
      steps: [{setWeight: 25}, {pause: {duration: 5m}}]
  template:
    metadata:
      annotations:
        example.test/manifests-of: "${version}"
    spec:
      containers:
        - name: ${service}
          image: shop/${service}
`;
}

export function releaseOf(
  service: string,
  version: string,
  source: string,
  digest = `sha256:${Buffer.from(`${service} ${version}`).toString("hex").padEnd(64, "0").slice(0, 64)}`,
): Release {
  return {
    schema: 1,
    service,
    id: releaseId(manifests(service, version), digest),
    version,
    image: { name: `shop/${service}`, digest },
    source,
    strategy: "standard",
  };
}

/** The release's folder there: path → content. */
export function filesOf(
  environment: string,
  release: Release,
  start: Start = "canary",
): ReadonlyMap<string, string> {
  const folder = releasePath(environment, release.service);
  const files = releaseFolder(release, manifests(release.service, release.version), start);
  return new Map([...files].map(([name, content]) => [`${folder}/${name}`, content]));
}

function evidenceOf(environment: string, release: Release, change: Partial<Evidence>): Evidence {
  return {
    schema: 1,
    service: release.service,
    environment,
    cluster: "main",
    releaseId: release.id,
    digest: release.image.digest,
    version: release.version,
    revision: null,
    state: "healthy",
    cause: null,
    since: "2026-01-01T00:00:00Z",
    step: null,
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  };
}

export interface Reported {
  readonly environment: string;
  readonly releases: readonly Release[];
  readonly change?: Partial<Evidence>;
  /** When the evidence was committed. */
  readonly at?: Date;
  readonly beatAt: Date;
}

/** As the cluster's reporter does: evidence on top of what is there, in one commit; a heartbeat without parent. */
export async function writeReports(
  bare: string,
  { environment, releases, change = {}, at = new Date(), beatAt }: Reported,
): Promise<void> {
  const cluster = change.cluster ?? "main";
  const files = releases.map((release) => {
    const text = formatEvidence(evidenceOf(environment, release, change));
    return [evidenceFile(release.service), text] as const;
  });
  const branch = evidenceBranch(environment, cluster);
  await fastCommit(bare, { branch, message: "evidence", files: Object.fromEntries(files), date: at });
  const beat = heartbeatBranch(environment, cluster);
  await fastCommit(bare, { branch: beat, message: "beat", date: beatAt, isFirst: true });
}
