import { at } from "../manifest-diff/resources.ts";
import { numberOf } from "./pods.ts";
import type { Risk } from "./risk.ts";

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Rollout: ["replicas"],
  Deployment: ["replicas"],
  StatefulSet: ["replicas"],
  HorizontalPodAutoscaler: ["minReplicas", "maxReplicas"],
};

export const fewerReplicas: Risk = ({ kind, before, after }) =>
  (FIELDS[kind] ?? []).flatMap((field) => {
    const [old, renewed] = [numberOf(at(before, "spec", field)), numberOf(at(after, "spec", field))];
    if (old === undefined || after === undefined) return [];
    if (renewed === undefined) return [`${field} no longer set, was ${old}`];
    return renewed < old ? [`${field} fall, ${old} → ${renewed}`] : [];
  });
