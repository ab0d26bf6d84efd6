import { finding, isRecord } from "./rule.ts";

const RESTRICTED = "pod-security.kubernetes.io/enforce";
const ENVIRONMENT = "slipway.dev/environment";
const OPTIONS = "argocd.argoproj.io/sync-options";
const CONFIRMED = ["Prune=confirm", "Delete=confirm"];
/** With these options a sync deletes and recreates the object, despite required confirmations. */
const ANEW = ["Replace=true", "Force=true"];
const HOOKS = [
  "argocd.argoproj.io/hook",
  "argocd.argoproj.io/hook-delete-policy",
  "helm.sh/hook",
  "helm.sh/hook-delete-policy",
];

/**
 * Findings about the environment's own namespace among `objects`: deleting it would delete the whole
 * environment.
 */
export function namespaceFindings(
  where: string,
  objects: readonly Record<string, unknown>[],
  wanted: string | undefined,
): readonly string[] {
  const namespaces = objects.filter(({ kind }) => kind === "Namespace");
  const isThere = namespaces.some(({ metadata }) => isRecord(metadata) && metadata.name === wanted);
  const missing =
    wanted === undefined || isThere
      ? []
      : [
          finding(
            where,
            `the Namespace ${wanted} is not among the objects, so a sync prunes it and all that it holds`,
            "Put it back.",
          ),
        ];
  return [...missing, ...namespaces.flatMap((namespace) => ofOne(where, namespace))];
}

function ofOne(where: string, { metadata }: Record<string, unknown>): readonly string[] {
  const { labels, annotations } = isRecord(metadata) ? metadata : {};
  const options = String((isRecord(annotations) ? annotations[OPTIONS] : undefined) ?? "")
    .split(",")
    .map((option) => option.trim());
  const version = isRecord(labels) ? (labels[`${RESTRICTED}-version`] ?? "latest") : "latest";
  const hooks = HOOKS.filter((hook) => isRecord(annotations) && annotations[hook] !== undefined);
  return [
    ...(version === "latest"
      ? []
      : [
          finding(
            where,
            `the namespace admits what ${RESTRICTED}-version: ${String(version)} admits, and older versions ask for less`,
            "Remove the label.",
          ),
        ]),
    ...hooks.map((hook) =>
      finding(
        where,
        `the namespace has the annotation ${hook}: a sync deletes hooks, and all that the namespace holds`,
        "Remove the annotation.",
      ),
    ),
    ...ANEW.filter((option) => options.includes(option)).map((option) =>
      finding(
        where,
        `the namespace has the sync option ${option}: a sync may delete and recreate it, without all that it holds`,
        "Remove the option.",
      ),
    ),
    ...(isRecord(labels) && labels[RESTRICTED] === "restricted"
      ? []
      : [finding(where, "the namespace admits privileged pods", `Label it ${RESTRICTED}: restricted.`)]),
    ...(isRecord(labels) && typeof labels[ENVIRONMENT] === "string" && labels[ENVIRONMENT] !== ""
      ? []
      : [
          finding(
            where,
            `the namespace lacks the label ${ENVIRONMENT}: the rules of admission (argocd/addons/admission) do not hold in it`,
            `Label it ${ENVIRONMENT}: <name of the environment>.`,
          ),
        ]),
    ...CONFIRMED.filter((option) => !options.includes(option)).map((option) =>
      finding(
        where,
        `the namespace lacks the sync option ${option}: a push could remove it, and all that it holds`,
        `Annotate it ${OPTIONS}: ${CONFIRMED.join(",")}.`,
      ),
    ),
  ];
}
