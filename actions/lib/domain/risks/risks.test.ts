/** Every risk with a change that has it (the planted violation) and the same change the other way round, which has not. */
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Fields } from "../manifest-diff/resources.ts";
import { riskNotes } from "./risks.ts";

const object = (text: string) => parse(text) as Fields;

function notes(kind: string, before: string, after: string): readonly string[] {
  return riskNotes({ kind, before: object(before), after: object(after) });
}

const container = (fields: string, pod = "") =>
  `kind: Rollout\nspec: {template: {spec: {${pod} containers: [{name: app, ${fields}}]}}}`;
const image = (tag: string) => container(`image: "registry:5000/shop/app:${tag}@sha256:${"a".repeat(64)}"`);
const secure = (fields: string) => container(`securityContext: {${fields}}`);
const metric = (fields: string) =>
  `kind: AnalysisTemplate\nspec: {metrics: [{name: errors, count: 3, ${fields}}]}`;
const steps = (list: string, more = "") =>
  `kind: Rollout\nspec: {strategy: {canary: {steps: [${list}] ${more}}}}`;
const policy = (fields: string) => `kind: NetworkPolicy\nspec: {podSelector: {}, ${fields}}`;
const budget = (fields: string) => `kind: PodDisruptionBudget\nspec: {${fields}}`;
const from = (labels: string) => `{from: [{podSelector: {matchLabels: {app: ${labels}}}}]}`;

/** what, kind, before, after, words; the reverse change has no risk. */
const planted: readonly (readonly [string, string, string, string, string])[] = [
  [
    "an image that moves back",
    "Rollout",
    image("1.10.0"),
    image("1.9.0"),
    "image of app moves back, 1.10.0 → 1.9.0",
  ],
  ["fewer replicas", "Rollout", "spec: {replicas: 4}", "spec: {replicas: 2}", "replicas fall, 4 → 2"],
  [
    "a number of replicas that is not said",
    "Rollout",
    "spec: {replicas: 4}",
    "spec: {}",
    "replicas no longer set, was 4",
  ],
  [
    "a lower minimum of the autoscaler",
    "HorizontalPodAutoscaler",
    "spec: {minReplicas: 4}",
    "spec: {minReplicas: 1}",
    "minReplicas fall, 4 → 1",
  ],
  [
    "a probe removed",
    "Rollout",
    container("readinessProbe: {httpGet: {path: /}}"),
    container("image: x"),
    "readinessProbe of app is removed",
  ],
  [
    "a metric removed",
    "AnalysisTemplate",
    metric("interval: 5s"),
    "kind: AnalysisTemplate\nspec: {metrics: []}",
    "metric errors is removed",
  ],
  [
    "a wider threshold",
    "AnalysisTemplate",
    metric('successCondition: "len(result) > 0 && result[0] <= 0.05"'),
    metric('successCondition: "len(result) > 0 && result[0] <= 0.5"'),
    "successCondition len(result) > 0 && result[0] <= 0.05 → len(result) > 0 && result[0] <= 0.5",
  ],
  [
    "a lower floor",
    "AnalysisTemplate",
    metric('successCondition: "result[0] >= 0.5"'),
    metric('successCondition: "result[0] >= 0.1"'),
    "successCondition",
  ],
  [
    "more failures allowed",
    "AnalysisTemplate",
    metric("failureLimit: 1"),
    metric("failureLimit: 2"),
    "failureLimit 1 → 2",
  ],
  [
    "fewer measurements",
    "AnalysisTemplate",
    "spec: {metrics: [{name: errors, count: 6}]}",
    "spec: {metrics: [{name: errors, count: 3}]}",
    "count 6 → 3",
  ],
  [
    "a step without its analysis",
    "Rollout",
    steps("{setWeight: 5}, {analysis: {}}, {setWeight: 50}, {analysis: {}}"),
    steps("{setWeight: 5}, {setWeight: 50}, {analysis: {}}"),
    "steps with an analysis 2 → 1",
  ],
  [
    "shorter pauses",
    "Rollout",
    steps("{pause: {duration: 5m}}"),
    steps("{pause: {duration: 30s}}"),
    "seconds of pauses 300 → 30",
  ],
  [
    "a person who is waited for no longer",
    "Rollout",
    steps("{pause: {}}"),
    steps("{pause: {duration: 1h}}"),
    "seconds of pauses Infinity → 3600",
  ],
  [
    "a larger first weight",
    "Rollout",
    steps("{setWeight: 5}"),
    steps("{setWeight: 50}"),
    "first weight 5 % → 50 %",
  ],
  [
    "no analysis in the background",
    "Rollout",
    steps("", ", analysis: {templates: []}"),
    steps(""),
    "the analysis in the background is removed",
  ],
  [
    "no canary",
    "Rollout",
    "spec: {strategy: {canary: {steps: []}}}",
    "spec: {strategy: {blueGreen: {}}}",
    "no canary",
  ],
  [
    "root allowed",
    "Rollout",
    secure("runAsNonRoot: true"),
    secure("runAsUser: 1"),
    "runAsNonRoot: true is gone",
  ],
  [
    "a root file system that can be written",
    "Rollout",
    secure("readOnlyRootFilesystem: true"),
    secure("readOnlyRootFilesystem: false"),
    "readOnlyRootFilesystem: true is gone",
  ],
  ["privileged", "Rollout", secure("privileged: false"), secure("privileged: true"), "app: privileged"],
  [
    "a capability more",
    "Rollout",
    secure("capabilities: {drop: [ALL]}"),
    secure("capabilities: {add: [NET_ADMIN], drop: [ALL]}"),
    "capabilities added: NET_ADMIN",
  ],
  [
    "a capability kept",
    "Rollout",
    secure("capabilities: {drop: [ALL]}"),
    secure("capabilities: {}"),
    "capabilities no longer dropped: ALL",
  ],
  [
    "no seccomp profile",
    "Rollout",
    container("image: x", "securityContext: {seccompProfile: {type: RuntimeDefault}},"),
    container("image: x"),
    "seccompProfile RuntimeDefault → none",
  ],
  [
    "the node's network",
    "Rollout",
    container("image: x"),
    container("image: x", "hostNetwork: true,"),
    "hostNetwork",
  ],
  [
    "a folder of the node",
    "Rollout",
    container("image: x"),
    container("image: x", "volumes: [{name: v, hostPath: {path: /etc}}],"),
    "pods mount /etc of the node",
  ],
  [
    "a laxer namespace",
    "Namespace",
    "metadata: {labels: {pod-security.kubernetes.io/enforce: restricted}}",
    "metadata: {labels: {pod-security.kubernetes.io/enforce: privileged}}",
    "restricted → privileged",
  ],
  [
    "a budget that lets more go",
    "PodDisruptionBudget",
    budget("maxUnavailable: 1"),
    budget("maxUnavailable: 3"),
    "1 → 3",
  ],
  [
    "a budget that keeps fewer",
    "PodDisruptionBudget",
    budget("minAvailable: 50%"),
    budget("minAvailable: 10%"),
    "50% → 10%",
  ],
  [
    "a peer more",
    "NetworkPolicy",
    policy(`ingress: [${from("web")}]`),
    policy(`ingress: [${from("web")}, ${from("other")}]`),
    "ingress has an additional or wider rule",
  ],
  [
    "everybody let in",
    "NetworkPolicy",
    policy(`ingress: [${from("web")}]`),
    policy("ingress: [{}]"),
    "from everywhere",
  ],
  [
    "the whole internet",
    "NetworkPolicy",
    policy("policyTypes: [Egress], egress: []"),
    policy("policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]"),
    "egress to everywhere to every port",
  ],
  [
    "egress no longer held",
    "NetworkPolicy",
    policy("policyTypes: [Ingress, Egress]"),
    policy("policyTypes: [Ingress]"),
    "Egress is no longer restricted",
  ],
];

describe("a planted risk is reported, and the reverse change has none:", () => {
  test.each(planted)("%s", (_, kind, before, after, words) => {
    expect(notes(kind, before, after).join("\n")).toContain(words);
    expect(notes(kind, after, before)).toEqual([]);
    expect(notes(kind, before, before)).toEqual([]);
  });
});

test.each([
  ["Service", "removed"],
  ["PodDisruptionBudget", "removed: draining a node may take all pods at once"],
  ["NetworkPolicy", "removed: blocked traffic is allowed"],
])("a %s that goes is reported", (kind, words) => {
  const before = object(`kind: ${kind}\nmetadata: {name: a}`);
  expect(riskNotes({ kind, before, after: undefined })).toEqual([words]);
  expect(riskNotes({ kind, before: undefined, after: before })).toEqual([]);
});

test("another query or condition cannot be weighed, so it is reported", () => {
  const before = metric('successCondition: "a", provider: {prometheus: {query: x}}');
  const after = metric('successCondition: "b", provider: {prometheus: {query: y}}');
  expect(notes("AnalysisTemplate", before, after)).toEqual([
    "metric errors: measures something else",
    "metric errors: successCondition a → b",
  ]);
});

test("objects of any shape are read without fault", () => {
  const odd = [
    "x: null",
    "spec: [1]",
    "spec: 1",
    "spec: {template: []}",
    "spec: {metrics: [1, null], ingress: 3}",
  ].map(object);
  for (const kind of ["Rollout", "AnalysisTemplate", "NetworkPolicy", "PodDisruptionBudget", "Namespace"]) {
    for (const before of odd) for (const after of odd) riskNotes({ kind, before, after });
  }
});
