import type { Component } from "../platform/component.ts";
import type { PlatformOptions } from "../platform/options.ts";
import { actionlint } from "./actionlint/component.ts";
import { admission } from "./admission/component.ts";
import { alertmanager } from "./alertmanager/component.ts";
import { argocd } from "./argocd/component.ts";
import { baseImageComponent } from "./base-image/component.ts";
import { buildkit } from "./buildkit/component.ts";
import { chromium } from "./chromium/component.ts";
import { containerd } from "./containerd/component.ts";
import { coredns } from "./coredns/component.ts";
import { cosign } from "./cosign/component.ts";
import { crane } from "./crane/component.ts";
import { dataStores } from "./data-stores/component.ts";
import { envoy } from "./envoy/component.ts";
import { etcd } from "./etcd/component.ts";
import { gateway } from "./gateway/component.ts";
import { gitea } from "./gitea/component.ts";
import { helm } from "./helm/component.ts";
import { istio } from "./istio/component.ts";
import { kubernetes } from "./kubernetes/component.ts";
import { kustomize } from "./kustomize/component.ts";
import { metricsServer } from "./metrics-server/component.ts";
import { nats } from "./nats/component.ts";
import { pause } from "./pause/component.ts";
import { postgres } from "./postgres/component.ts";
import { prometheus } from "./prometheus/component.ts";
import { redis } from "./redis/component.ts";
import { registry } from "./registry/component.ts";
import { rollouts } from "./rollouts/component.ts";
import { runner } from "./runner/component.ts";
import { trivy } from "./trivy/component.ts";
import { zizmor } from "./zizmor/component.ts";

/**
 * All components of the local platform. They are built in this order, two at a time, but never two of the
 * same family: Kubernetes comes first, so that the others of its family find most packages compiled.
 */
export const components: readonly Component[] = [
  kubernetes,
  gitea,
  argocd,
  buildkit,
  prometheus,
  rollouts,
  helm,
  coredns,
  etcd,
  metricsServer,
  kustomize,
  cosign,
  trivy,
  runner,
  registry,
  crane,
  pause,
  containerd,
  baseImageComponent,
  redis,
  postgres,
  nats,
  gateway,
  admission,
  dataStores,
];

/** Components that the option `mesh` adds; built and started only with it. */
const ofMesh: readonly Component[] = [istio, envoy];

/** The components of a platform with these options. */
export const componentsOf = ({ mesh }: PlatformOptions): readonly Component[] =>
  mesh ? [...components, ...ofMesh] : components;

/**
 * Programs that tests need in addition to the built tools; unpacked if the machine lacks them: the stores of
 * the services, and a browser.
 */
export const unpackedForTests: readonly Component[] = [redis, postgres, chromium];

/** Programs that tests against an API server start in addition to the tools. */
export const controlPlaneComponents: readonly Component[] = [kubernetes, etcd, argocd, alertmanager];

/** Programs that `npm test` calls in addition to git; a test starts and ends each. */
export const toolComponents: readonly Component[] = [
  prometheus,
  rollouts,
  helm,
  kustomize,
  crane,
  buildkit,
  cosign,
  nats,
  trivy,
  actionlint,
  zizmor,
];

/** The same for the tests of the services. */
export const toolComponentsOfShop: readonly Component[] = [nats, kustomize];
