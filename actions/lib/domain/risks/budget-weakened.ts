import { at, type Value } from "../manifest-diff/resources.ts";
import type { Risk } from "./risk.ts";

export const budgetWeakened: Risk = ({ kind, before, after }) => {
  if (kind !== "PodDisruptionBudget" || before === undefined || after === undefined) return [];
  return [
    ...moved("maxUnavailable", at(before, "spec", "maxUnavailable"), at(after, "spec", "maxUnavailable"), 1),
    ...moved("minAvailable", at(before, "spec", "minAvailable"), at(after, "spec", "minAvailable"), -1),
  ];
};

/** `weaker`: the direction in which the budget protects less. Numbers and percentages cannot be compared: a doubt is reported. */
function moved(name: string, old: Value | undefined, renewed: Value | undefined, weaker: 1 | -1): string[] {
  if (old === renewed || old === undefined) return [];
  if (renewed === undefined) return [`${name} is removed`];
  const [from, to] = [String(old), String(renewed)];
  const isComparable = from.endsWith("%") === to.endsWith("%");
  const isWeaker = (Number.parseFloat(to) - Number.parseFloat(from)) * weaker > 0;
  return !isComparable || isWeaker ? [`${name} ${from} → ${to}`] : [];
}
