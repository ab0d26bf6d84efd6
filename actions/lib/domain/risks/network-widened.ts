import { isDeepStrictEqual } from "node:util";
import { at, type Fields, fields, items, type Value } from "../manifest-diff/resources.ts";
import type { Risk } from "./risk.ts";

const DIRECTIONS = [
  { list: "ingress", type: "Ingress", peers: "from" },
  { list: "egress", type: "Egress", peers: "to" },
] as const;
type Direction = (typeof DIRECTIONS)[number];

/** A policy allows: whatever it says that it did not say before may let more through. */
export const networkWidened: Risk = ({ kind, before, after }) => {
  if (kind !== "NetworkPolicy" || before === undefined || after === undefined) return [];
  const [old, renewed] = [fields(before.spec), fields(after.spec)];
  const isOther = !isDeepStrictEqual(old.podSelector, renewed.podSelector);
  return [
    ...(isOther ? ["the policy is for other pods (podSelector)"] : []),
    ...DIRECTIONS.flatMap((direction) => directionNotes(direction, old, renewed)),
  ];
};

function directionNotes(direction: Direction, old: Fields, renewed: Fields): readonly string[] {
  const { list, type } = direction;
  const isFree = isHeld(direction, old) && !isHeld(direction, renewed);
  if (isFree) return [`${type} is no longer restricted (policyTypes)`];
  const known = items(old[list]);
  const fresh = items(renewed[list]).filter((rule) => !known.some((each) => isDeepStrictEqual(each, rule)));
  return fresh.flatMap((rule) => ruleNotes(direction, rule, known));
}

/** Without policyTypes a policy holds ingress always, and egress when it has rules for it. */
function isHeld({ list, type }: Direction, spec: Fields): boolean {
  if (spec.policyTypes !== undefined) return items(spec.policyTypes).includes(type);
  return type === "Ingress" || spec[list] !== undefined;
}

function ruleNotes({ list, peers }: Direction, rule: Value, known: readonly Value[]): readonly string[] {
  const named = items(at(rule, peers));
  const isAny = named.length === 0 || named.some((peer) => isEverybody(peer));
  const ports = items(at(rule, "ports"));
  if (isAny) return [`${list} ${peers} everywhere${ports.length === 0 ? " to every port" : ""}`];
  return isNarrower(rule, peers, known) ? [] : [`${list} has an additional or wider rule`];
}

function isEverybody(peer: Value): boolean {
  const block = String(at(peer, "ipBlock", "cidr") ?? "");
  const selected = at(peer, "namespaceSelector");
  const isEveryNamespace = selected !== undefined && Object.keys(fields(selected)).length === 0;
  return /\/0$/.test(block) || (isEveryNamespace && at(peer, "podSelector") === undefined);
}

/** Every peer and every port of the rule are in one rule that was there. */
function isNarrower(rule: Value, peers: string, known: readonly Value[]): boolean {
  const within = (list: string, old: Value) => {
    const [before, after] = [items(at(old, list)), items(at(rule, list))];
    if (before.length === 0) return true;
    return after.length > 0 && after.every((item) => before.some((each) => isDeepStrictEqual(each, item)));
  };
  return known.some((old) => within(peers, old) && within("ports", old));
}
