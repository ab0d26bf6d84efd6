import { expect, test } from "vitest";
import { find, manifests, render } from "../../../rollouts/testing/render.ts";
import { declaredCalls } from "./policies.ts";

const prod = (name: string) => ({ namespace: "shop-prod", name });

test("the chart's policy of a release declares its callers", async () => {
  const text = await render("api-gateway", [
    "rollouts/strategies/critical.yaml",
    "services/api-gateway/values.yaml",
  ]);
  const { metadata, ...policy } = find(manifests(text), "AuthorizationPolicy", "api-gateway");
  const applied = { ...policy, metadata: { ...metadata, namespace: "shop-prod" } };
  expect(declaredCalls([applied])).toEqual([
    { from: prod("web"), to: prod("api-gateway") },
    { from: { namespace: "istio-ingress", name: "istio-ingress" }, to: prod("api-gateway") },
  ]);
});

const metadata = { name: "one", namespace: "shop-prod" };
const selector = { matchLabels: { "app.kubernetes.io/name": "product" } };
const rules = [{ from: [{ source: { serviceAccounts: ["web"] } }] }];

test.for<[string, object]>([
  ["refuses", { selector, rules, action: "DENY" }],
  ["lets nobody in", {}],
  ["is for every pod", { rules }],
  ["names a whole namespace", { selector, rules: [{ from: [{ source: { namespaces: ["shop-prod"] } }] }] }],
])("a policy that %s declares no call", ([, spec]) => {
  expect(declaredCalls([{ metadata, spec }])).toEqual([]);
});

test("a certificate's name is supported too", () => {
  const principals = ["cluster.local/ns/shop-prod/sa/web"];
  const spec = { selector, rules: [{ from: [{ source: { principals } }] }] };
  expect(declaredCalls([{ metadata, spec }])).toEqual([{ from: prod("web"), to: prod("product") }]);
});
