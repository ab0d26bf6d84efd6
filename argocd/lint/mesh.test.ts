import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mesh } from "./mesh.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const folder = "environments/dev/platform";
const release = "environments/dev/order/release/manifests.yaml";
/** The chart's output for a service in a mesh, in an environment of this repository. */
const files = new Map<string, string>([
  [release, read("rollouts/testdata/golden/mesh-critical.yaml")],
  ...["kustomization.yaml", "mesh.yaml", "network-policy.yaml", "load.yaml"].map(
    (name) => [`${folder}/${name}`, read(`${folder}/${name}`)] as const,
  ),
  ...["order", "api-gateway", "web"].map(
    (name) => [`environments/dev/${name}/kustomization.yaml`, ""] as const,
  ),
]);

test("the chart's output is accepted, with a mesh and without, and so is the platform", () => {
  expect(mesh(files)).toEqual([]);
  const local = read("rollouts/testdata/golden/local-critical.yaml");
  expect(mesh(new Map([...files, [release, local]]))).toEqual([]);
});

/** Documents of document 004, as they stand there, for the service order. */
const twoRules = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: order }
spec:
  selector: { matchLabels: { app.kubernetes.io/name: order } }
  action: ALLOW
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop-dev/sa/api-gateway] } }]
    - to: [{ operation: { methods: [GET, POST] } }]
`;
const closed = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: order }
spec:
  podSelector: { matchLabels: { app.kubernetes.io/name: order } }
  policyTypes: [Ingress, Egress]
  ingress: [{ from: [{ podSelector: { matchLabels: { app.kubernetes.io/name: api-gateway } } }] }]
`;

const without = (text: string, kind: string) =>
  text
    .split(/^---$/m)
    .filter((one) => !one.includes(`kind: ${kind}\n`))
    .join("---");

test.each<[string, string, (text: string) => string, readonly RegExp[]]>([
  [
    "EF-1 from and to in two rules",
    release,
    (text) => `${without(text, "AuthorizationPolicy")}---${twoRules}`,
    [
      /AuthorizationPolicy\/order: rules\[0\] has no `to`/,
      /rules\[1\] has no `from`, so it lets in every caller/,
    ],
  ],
  [
    "a rule for everyone",
    `${folder}/mesh.yaml`,
    (text) => text.replace("spec: {}", "spec: { rules: [{}] }"),
    [/AuthorizationPolicy\/allow-nothing: rules\[0\] has no `from`/],
  ],
  [
    "EF-2 egress that is closed for DNS",
    release,
    (text) => `${without(text, "NetworkPolicy")}---${closed}`,
    [/NetworkPolicy\/order closes what its pods may ask for, DNS too/],
  ],
  [
    "a policy that is for no pod",
    release,
    (text) =>
      text.replace(
        /(kind: AuthorizationPolicy[\s\S]*?matchLabels:\n {6})app\.kubernetes\.io\/name: order/,
        "$1app: order",
      ),
    [/AuthorizationPolicy\/order is for no pod here/, /the pods of order have no AuthorizationPolicy/],
  ],
  [
    "a policy of the platform for a service that is not there",
    `${folder}/mesh.yaml`,
    (text) => text.replace("app.kubernetes.io/name: web", "app.kubernetes.io/name: webb"),
    [/AuthorizationPolicy\/load-web is for no pod here/],
  ],
  [
    "no policy at all",
    release,
    (text) => without(without(text, "AuthorizationPolicy"), "PeerAuthentication"),
    [
      /have no AuthorizationPolicy: anyone in the mesh/,
      /have no STRICT PeerAuthentication: it takes plain text/,
    ],
  ],
  [
    "ES-17 plain text let in",
    release,
    (text) => text.replace("mode: STRICT", "mode: PERMISSIVE"),
    [/have no STRICT PeerAuthentication/],
  ],
  [
    "outlier detection of the canary's host",
    release,
    (text) => text.replace("  host: order-stable", "  host: order-canary"),
    [/DestinationRule\/order-stable: outlierDetection on order-canary.*hides their errors/],
  ],
  [
    "outlier detection of all pods, the canary's among them",
    release,
    (text) => text.replace("  host: order-stable", "  host: order"),
    [/outlierDetection on order, which the canary's pods answer too/],
  ],
  [
    "subsets",
    release,
    (text) => text.replace("  host: order-canary", "  host: order-canary\n  subsets: [{ name: canary }]"),
    [/DestinationRule\/order-canary: subsets/],
  ],
  [
    "a timeout beside the weights",
    release,
    (text) =>
      text.replace(
        "    - name: primary\n      route:",
        "    - name: primary\n      timeout: 1s\n      route:",
      ),
    [/VirtualService\/order: http\[\]\.timeout is next to weights/],
  ],
  [
    "Istio's own retries",
    release,
    (text) => text.replace(/ {6}retries:\n {8}attempts: 0\n/, ""),
    [/VirtualService\/order-mesh: http\[0\] sets no retries/],
  ],
  [
    "no route whose weights could be moved",
    release,
    (text) => text.replace("name: order\n            routes", "name: orders\n            routes"),
    [/VirtualService\/orders, whose weights the Rollout moves, is missing/],
  ],
])("found: %s", (_, path, plant, words) => {
  const before = files.get(path) ?? "";
  const planted = plant(before);
  expect(planted).not.toBe(before);
  const found = mesh(new Map([...files, [path, planted]])).join("\n");
  for (const one of words) expect(found).toMatch(one);
});
