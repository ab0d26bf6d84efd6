import { at, type Fields, fields, items, type Value } from "../manifest-diff/resources.ts";
import { containers, podSpec } from "./pods.ts";
import type { ObjectChange, Risk } from "./risk.ts";

export const securityWeakened: Risk = (change) => {
  if (change.after === undefined) return [];
  return [...podNotes(change), ...containerNotes(change), ...namespaceNotes(change)];
};

function podNotes({ before, after }: ObjectChange): readonly string[] {
  const [old, renewed] = [podSpec(before), podSpec(after)];
  const isNew = before === undefined;
  const shared = ["hostNetwork", "hostPID", "hostIPC"].filter(
    (field) => renewed[field] === true && old[field] !== true,
  );
  const isMounting =
    old.automountServiceAccountToken === false && renewed.automountServiceAccountToken !== false;
  const paths = (spec: Fields) =>
    items(spec.volumes).flatMap((volume) => at(volume, "hostPath", "path") ?? []);
  const mounts = paths(renewed).filter((path) => !paths(old).includes(path));
  return [
    ...shared.map((field) => `pods get ${field}`),
    ...(isMounting && !isNew ? ["pods get the token of their service account"] : []),
    ...mounts.map((path) => `pods mount ${String(path)} of the node`),
    ...contextNotes("pods", fields(old.securityContext), fields(renewed.securityContext)),
  ];
}

function containerNotes({ before, after }: ObjectChange): readonly string[] {
  const old = containers(before);
  return containers(after).flatMap(({ name, value }) => {
    const one = fields(old.find((each) => each.name === name)?.value.securityContext);
    return contextNotes(name, one, fields(value.securityContext));
  });
}

/** A promise that was there and is not any more, or a right that was not there. */
function contextNotes(who: string, old: Fields, renewed: Fields): readonly string[] {
  const lost: readonly (readonly [string, Value])[] = [
    ["runAsNonRoot", true],
    ["readOnlyRootFilesystem", true],
    ["allowPrivilegeEscalation", false],
  ];
  const notes = lost
    .filter(([field, safe]) => old[field] === safe && renewed[field] !== safe)
    .map(([field, safe]) => `${who}: ${field}: ${String(safe)} is gone`);
  if (renewed.privileged === true && old.privileged !== true) notes.push(`${who}: privileged`);
  if (renewed.runAsUser === 0 && old.runAsUser !== 0) notes.push(`${who}: runs as root (runAsUser: 0)`);
  const capabilities = (context: Fields, list: string) =>
    items(at(context, "capabilities", list)).map(String);
  const added = capabilities(renewed, "add").filter((name) => !capabilities(old, "add").includes(name));
  const kept = capabilities(old, "drop").filter((name) => !capabilities(renewed, "drop").includes(name));
  if (added.length > 0) notes.push(`${who}: capabilities added: ${added.join(", ")}`);
  if (kept.length > 0) notes.push(`${who}: capabilities no longer dropped: ${kept.join(", ")}`);
  const [before, after] = [at(old, "seccompProfile", "type"), at(renewed, "seccompProfile", "type")];
  const isLoose = after === undefined || after === "Unconfined";
  if (before !== undefined && before !== "Unconfined" && isLoose) {
    notes.push(`${who}: seccompProfile ${String(before)} → ${String(after ?? "none")}`);
  }
  return notes;
}

const ENFORCED = "pod-security.kubernetes.io/enforce";
const LEVELS = ["privileged", "baseline", "restricted"];

function namespaceNotes({ kind, before, after }: ObjectChange): readonly string[] {
  if (kind !== "Namespace" || before === undefined) return [];
  const [old, renewed] = [before, after].map((object) => at(object, "metadata", "labels", ENFORCED));
  const level = (value: Value | undefined) => LEVELS.indexOf(String(value));
  return old !== undefined && level(renewed) < level(old)
    ? [`${ENFORCED} ${String(old)} → ${String(renewed ?? "none")}`]
    : [];
}
