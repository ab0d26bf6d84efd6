import type { PlatformOptions } from "./options.ts";
import type { Identity } from "./pki.ts";
import { nodeAddress } from "./platform.ts";

/**
 * Clients of the API server. Names of system users have the built-in roles. A certificate named like a
 * service account gets the roles bound to that account, so processes next to the cluster have the same rights
 * here as their pods have on EKS.
 */
const identities: readonly Identity[] = [
  {
    name: "apiserver",
    subject: "CN=kube-apiserver",
    dns: [
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
      "localhost",
    ],
    ips: ["127.0.0.1", nodeAddress, "10.96.0.1"],
  },
  { name: "admin", subject: "O=system:masters, CN=admin" },
  { name: "argocd", subject: "O=system:masters, CN=argocd", namespace: "argocd" },
  { name: "kubelet-client", subject: "O=system:masters, CN=apiserver-kubelet-client" },
  { name: "controller-manager", subject: "CN=system:kube-controller-manager" },
  { name: "scheduler", subject: "CN=system:kube-scheduler" },
  { name: "kubelet", subject: "O=system:nodes, CN=system:node:local" },
  { name: "kube-proxy", subject: "CN=system:kube-proxy" },
  { name: "kubelet-serving", subject: "CN=local", ips: [nodeAddress] },
  {
    name: "front-proxy-client",
    subject: "CN=front-proxy-client",
    authority: "front-proxy-ca",
  },
  {
    name: "metrics-server",
    subject: "CN=system:serviceaccount:kube-system:metrics-server",
    dns: ["metrics-server.kube-system.svc"],
  },
  { name: "coredns", subject: "CN=coredns" },
  { name: "prometheus", subject: "CN=prometheus" },
  { name: "rollouts", subject: "CN=system:serviceaccount:argo-rollouts:argo-rollouts" },
  { name: "reporter", subject: "CN=system:serviceaccount:argocd:slipway-reporter" },
];

const ofMesh: readonly Identity[] = [
  { name: "istiod", subject: "CN=system:serviceaccount:istio-system:istiod" },
  { name: "istio-cni", subject: "CN=system:serviceaccount:istio-system:istio-cni" },
];

export const identitiesOf = ({ mesh }: PlatformOptions): readonly Identity[] =>
  mesh ? [...identities, ...ofMesh] : identities;
