import type { Risk } from "./risk.ts";

const CONSEQUENCES: Readonly<Record<string, string>> = {
  PodDisruptionBudget: ": draining a node may take all pods at once",
  NetworkPolicy: ": blocked traffic is allowed",
  AnalysisTemplate: ": nothing measures a canary by it any more",
  HorizontalPodAutoscaler: ": the number of pods no longer follows the load",
  PersistentVolumeClaim: ": its data may be lost",
  Namespace: ": everything in it is deleted",
};

export const resourceRemoved: Risk = ({ kind, before, after }) =>
  before !== undefined && after === undefined ? [`removed${CONSEQUENCES[kind] ?? ""}`] : [];
