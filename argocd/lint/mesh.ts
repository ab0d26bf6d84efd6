import { routesAndRules } from "./mesh-traffic.ts";
import { documents, type Files, finding, isRecord, matching, type Rule } from "./rule.ts";

type Labels = Readonly<Record<string, unknown>>;
interface Objects {
  /** The file that findings name: the release's, or the platform's kustomization. */
  readonly where: string;
  readonly all: readonly Record<string, unknown>[];
  /** Labels of all pods that its policies may apply to. */
  readonly pods: readonly Labels[];
}

const workloads = ["Rollout", "Deployment", "StatefulSet"];
const policies = ["AuthorizationPolicy", "PeerAuthentication", "NetworkPolicy"];

/**
 * Policies of releases and platforms admit only the intended callers, allow DNS and apply to existing pods;
 * canaries are measured as they are.
 */
export const mesh: Rule = (files) => [
  ...matching(files, /^environments\/[^/]+\/[^/]+\/release\/manifests\.yaml$/).flatMap(({ path }) => {
    const all = documents(files.get(path) ?? "");
    const objects = { where: path, all, pods: podsIn(all) };
    return [...policyFindings(objects), ...unprotected(objects), ...routesAndRules(path, all)];
  }),
  ...matching(files, /^environments\/([^/]+)\/platform\/kustomization\.yaml$/).flatMap(({ path, captured }) =>
    policyFindings(platformOf(files, path, captured[0] ?? "")),
  ),
];

/** Objects of the platform, whose policies may also apply to the environment's services. */
function platformOf(files: Files, where: string, environment: string): Objects {
  const folder = where.slice(0, where.lastIndexOf("/"));
  const all = matching(files, /\.yaml$/)
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .flatMap(({ path }) => documents(files.get(path) ?? ""));
  const services = matching(files, /^environments\/([^/]+)\/([^/]+)\/kustomization\.yaml$/)
    .filter(({ captured }) => captured[0] === environment)
    .map(({ captured }) => ({ "app.kubernetes.io/name": captured[1] }));
  return { where, all, pods: [...podsIn(all), ...services] };
}

function policyFindings({ where, all, pods }: Objects): readonly string[] {
  return all
    .filter(({ kind }) => policies.includes(String(kind)))
    .flatMap((object) => [
      ...(pods.some((labels) => selects(object, labels))
        ? []
        : [
            finding(
              where,
              `${nameOf(object)} is for no pod here, so it holds for nothing`,
              "Give it the labels of the pods' template, or remove it.",
            ),
          ]),
      ...(object.kind === "AuthorizationPolicy" ? halfRules(where, object) : []),
      ...(object.kind === "NetworkPolicy" ? closedDns(where, object, all) : []),
    ]);
}

/** A rule with only one side admits any caller, or any request: two such rules are wider than the intended one. */
function halfRules(where: string, object: Record<string, unknown>): readonly string[] {
  const spec = specOf(object);
  if (spec.action === "DENY") return [];
  return listOf(spec.rules).flatMap((rule, index) =>
    ["from", "to"]
      .filter((side) => rule[side] === undefined)
      .map((side) =>
        finding(
          where,
          `${nameOf(object)}: rules[${index}] has no \`${side}\`, so it lets in ${side === "from" ? "every caller" : "every request"}`,
          "Put `from` and `to` of a call into one rule.",
        ),
      ),
  );
}

/**
 * NetworkPolicies are additive: one of those for the same pods must allow DNS. A policy for all pods is the
 * default deny.
 */
function closedDns(
  where: string,
  object: Record<string, unknown>,
  all: readonly Record<string, unknown>[],
): readonly string[] {
  const { podSelector, policyTypes } = specOf(object);
  const key = JSON.stringify(podSelector ?? {});
  if (key === "{}" || !(Array.isArray(policyTypes) && policyTypes.includes("Egress"))) return [];
  const isOpen = all
    .filter((one) => one.kind === "NetworkPolicy" && JSON.stringify(specOf(one).podSelector) === key)
    .flatMap((one) => listOf(specOf(one).egress))
    .some(({ ports }) => ports === undefined || listOf(ports).some(({ port }) => port === 53));
  if (isOpen) return [];
  return [
    finding(
      where,
      `${nameOf(object)} closes what its pods may ask for, DNS too, so they find no service`,
      "Let them ask kube-dns at port 53, by UDP and TCP.",
    ),
  ];
}

/** If the mesh splits the traffic, a release includes its callers' rules, and the rule against plain text. */
function unprotected({ where, all, pods }: Objects): readonly string[] {
  const isOfMesh = all.some(({ kind }) => kind === "VirtualService");
  if (!isOfMesh) return [];
  const needed = [
    ["AuthorizationPolicy", "anyone in the mesh may ask it", () => true],
    [
      "PeerAuthentication",
      "it takes plain text",
      (spec: Labels) => isRecord(spec.mtls) && spec.mtls.mode === "STRICT",
    ],
  ] as const;
  return pods.flatMap((labels) =>
    needed
      .filter(
        ([wanted, , isRight]) =>
          !all.some((one) => one.kind === wanted && selects(one, labels) && isRight(specOf(one))),
      )
      .map(([wanted, what]) =>
        finding(
          where,
          `the pods of ${String(labels["app.kubernetes.io/name"])} have no ${wanted === "PeerAuthentication" ? "STRICT " : ""}${wanted}: ${what}`,
          "Let `slipway bump` render it again with the chart of this repository.",
        ),
      ),
  );
}

function podsIn(all: readonly Record<string, unknown>[]): readonly Labels[] {
  return all
    .filter(({ kind }) => workloads.includes(String(kind)))
    .map((one) => recordIn(recordIn(recordIn(specOf(one), "template"), "metadata"), "labels"));
}

/** A policy without a selector applies to all pods of its namespace. */
function selects(object: Record<string, unknown>, labels: Labels): boolean {
  const spec = specOf(object);
  const selector = recordIn(spec, object.kind === "NetworkPolicy" ? "podSelector" : "selector");
  return (
    Object.entries(recordIn(selector, "matchLabels")).every(([key, value]) => labels[key] === value) &&
    listOf(selector.matchExpressions).every(
      ({ key, operator, values }) =>
        operator !== "In" || (Array.isArray(values) && values.includes(labels[String(key)])),
    )
  );
}

const specOf = (object: Labels): Labels => recordIn(object, "spec");
const nameOf = (object: Labels): string =>
  `${String(object.kind)}/${String(recordIn(object, "metadata").name)}`;

function recordIn(value: Labels, key: string): Labels {
  const found = value[key];
  return isRecord(found) ? found : {};
}

function listOf(value: unknown): readonly Labels[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
