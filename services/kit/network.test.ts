import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Declared, declaredIn, withNetwork } from "./network.ts";

const folder = dirname(import.meta.dirname);
const all = declaredIn(folder);
const valuesOf = ({ name }: Declared) => readFileSync(join(folder, name, "values.yaml"), "utf8");

test.each(all)("$name: values.yaml has the network that every service.yaml declares", (service) => {
  // If not: npm run network -w services/kit
  expect(valuesOf(service)).toBe(withNetwork(valuesOf(service), service, all));
});

test("a newly declared call changes the values of caller and callee, and nothing else", () => {
  const ads = all.find(({ name }) => name === "ads") as Declared;
  const planted = all.map((one) => (one === ads ? { ...ads, calls: ["payment"] } : one));
  const changed = planted.filter((one) => withNetwork(valuesOf(one), one, planted) !== valuesOf(one));
  expect(changed.map(({ name }) => name)).toEqual(["ads", "payment"]);
});

test("the callee's values contain the requests, and the caller's values only the name", () => {
  const order: Declared = {
    name: "order",
    calls: ["product", { service: "payment", grpc: ["shop.v1.Payment"] }],
  };
  const payment: Declared = { name: "payment" };
  const both = [order, payment];
  expect(withNetwork("port: 80\n", order, both)).toContain("  calls: [payment, product]\n");
  expect(withNetwork("port: 80\n", payment, both)).toContain(
    "  calledBy: [{ service: order, grpc: [ shop.v1.Payment ] }]\n",
  );
});

test("text around the block stays, and so does edge", () => {
  const before = "a: 1 # kept\n# Written by x\nnetwork:\n  calls: [old]\n  edge: true\nb: 2\n";
  expect(withNetwork(before, { name: "web", calls: ["api"] }, [])).toMatch(
    /^a: 1 # kept\n# Written by .*\nnetwork:\n {2}calls: \[api\]\n {2}calledBy: \[\]\n {2}stores: \[\]\n {2}edge: true\nb: 2\n$/,
  );
});
