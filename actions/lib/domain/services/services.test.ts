import { treeOf } from "@slipway/testing/git/tree.ts";
import { expect, test } from "vitest";

import { readServices } from "./services.ts";

const service = (name: string, more = "") => `name: ${name}
tier: standard
ports: [{name: http, port: 8080}]
slo: {errorRatio: 0.05, p95Seconds: 0.5}
${more}`;

test("folders with a service.yaml are the services, sorted by name", async () => {
  const tree = treeOf({
    "services/product/service.yaml": service("product"),
    "services/order/service.yaml": service("order", "calls: [product]\n"),
    "services/kit/package.json": "{}",
    "services/product/src/service.yaml": "not one",
  });
  expect(await readServices(tree)).toEqual([
    {
      name: "order",
      tier: "standard",
      ports: [{ name: "http", port: 8080 }],
      calls: [{ service: "product" }],
      slo: { errorRatio: 0.05, p95Seconds: 0.5 },
      path: "services/order",
      image: "shop/order",
      build: { context: "services/order", dockerfile: "services/order/Dockerfile", args: {}, secrets: [] },
      rendering: {
        by: "chart",
        chart: "rollouts/chart",
        strategyFile: "rollouts/strategies/standard.yaml",
        valuesFile: "services/order/values.yaml",
      },
    },
    expect.objectContaining({ name: "product", calls: [] }),
  ]);
});

test("a call says what is requested, or just who is asked", async () => {
  const calls = `calls:
  - product
  - {service: payment, grpc: [shop.v1.PaymentService]}
  - {service: user, http: [{methods: [GET], paths: [/users/*, /keys]}]}
`;
  const tree = treeOf({
    "services/order/service.yaml": service("order", calls),
    ...Object.fromEntries(
      ["product", "payment", "user"].map((name) => [`services/${name}/service.yaml`, service(name)]),
    ),
  });
  expect((await readServices(tree))[0]?.calls).toEqual([
    { service: "product" },
    { service: "payment", grpc: ["shop.v1.PaymentService"] },
    { service: "user", http: [{ methods: ["GET"], paths: ["/users/*", "/keys"] }] },
  ]);
});

test("a strategy takes the place of the tier's", async () => {
  const more = "strategy: blue-green\n";
  const [found] = await readServices(treeOf({ "services/order/service.yaml": service("order", more) }));
  expect(found?.rendering).toMatchObject({ strategyFile: "rollouts/strategies/blue-green.yaml" });
});

test.each(["platform", "holds"])(
  "planted: a service that has the name of another folder: %s",
  async (name) => {
    const tree = treeOf({ "services/order/service.yaml": service(name) });
    await expect(readServices(tree)).rejects.toThrow(
      /order\/service\.yaml:1: name: platform and holds are folders of each environment/,
    );
  },
);

test.each([
  ["a method that is none", "{service: order, http: [{methods: [FETCH]}]}", /calls\.0.*method/s],
  ["an operation that says nothing", "{service: order, http: [{}]}", /expected methods or paths/],
  ["a pattern that is no beginning", "{service: order, http: [{paths: [/a/*/b]}]}", /expected a path/],
  [
    "a gRPC service without its package",
    "{service: order, grpc: [Payment]}",
    /such as bank\.v1\.PaymentService/,
  ],
  ["a key that nobody reads", "{service: order, verbs: [GET]}", /verbs/],
  ["a service that is named twice", "order, {service: order, grpc: [a.B]}", /order is named twice/],
])("refused in a call: %s", async (_, calls, words) => {
  const tree = treeOf({ "services/order/service.yaml": service("order", `calls: [${calls}]\n`) });
  await expect(readServices(tree)).rejects.toThrow(words);
});

test("all findings are reported at once", async () => {
  const tree = treeOf({
    "services/product/service.yaml": service("product").replace("standard", "Gold"),
    "services/order/service.yaml": service("order").replace("0.05", "5"),
  });
  await expect(readServices(tree)).rejects.toThrow(
    /order\/service\.yaml:4: slo\.errorRatio.*got 5.*product\/service\.yaml:2: tier: expected a name of lower case letters, digits and dashes, got "Gold"/s,
  );
});

test("a call to a service that does not exist, and a name that two services have", async () => {
  const tree = treeOf({
    "services/order/service.yaml": service("orders", "calls: [ghost]\n"),
    "services/orders/service.yaml": service("orders"),
  });
  await expect(readServices(tree)).rejects.toThrow(
    /there is no service "ghost".*name: "orders" is that of services\/order\/service\.yaml too/s,
  );
});

test("a data schema whose release cannot run on what it leaves, and one with a gap", async () => {
  const tree = treeOf({
    "services/order/service.yaml": service("order", "dataSchema: {needs: 2, provides: [3, 4]}\n"),
    "services/product/service.yaml": service("product", "dataSchema: {needs: 3, provides: [3, 5]}\n"),
  });
  await expect(readServices(tree)).rejects.toThrow(
    /order\/service\.yaml:5: dataSchema\.needs: .*got 2.*product\/service\.yaml:5: dataSchema\.provides: .*got \[3,5\]/s,
  );
});

test("events and stores are reported, and events without their broker refused", async () => {
  const told = "events: {publishes: [order.created], consumes: [payment.failed]}\nstores: [postgres, nats]\n";
  const right = treeOf({ "services/order/service.yaml": service("order", told) });
  expect(await readServices(right)).toEqual([
    expect.objectContaining({
      events: { publishes: ["order.created"], consumes: ["payment.failed"] },
      stores: ["postgres", "nats"],
    }),
  ]);
  const tree = treeOf({
    "services/order/service.yaml": service("order", told.replace(", nats", "")),
    "services/product/service.yaml": service("product", "stores: [mysql]\n"),
  });
  await expect(readServices(tree)).rejects.toThrow(
    /order\/service\.yaml: stores: events go through nats.*product\/service\.yaml:5: stores\.0: expected postgres, redis or nats, got "mysql"/s,
  );
});

test("further images build with what differs, and are named after the service's", async () => {
  const more = `build: {context: ../.., args: {A: "1"}, prepare: make}
migration: {image: migrate, args: [up]}
images: {migrate: {target: migrate, args: {B: "2"}}}
`;
  const [found] = await readServices(treeOf({ "services/order/service.yaml": service("order", more) }));
  expect(found?.images).toEqual({
    migrate: {
      image: "shop/order-migrate",
      build: {
        context: "",
        dockerfile: "services/order/Dockerfile",
        target: "migrate",
        args: { A: "1", B: "2" },
        secrets: [],
        platforms: undefined,
        prepare: undefined,
      },
      placeholder: undefined,
    },
  });
});

test.each([
  ["images: {migrate: {}}\n", "images.migrate: nothing of what Slipway's chart renders runs it"],
  ["migration: {image: migrate}\n", 'migration.image: there is no "migrate" among images'],
  ["images: {Migrate: {}}\n", "expected names of lower case letters"],
  ["migration: {image: v2}\nimages: {v2: {}}\n", "images.v2: shop/order-v2 is the image of another service"],
])("planted: %s", async (more, words) => {
  const tree = treeOf({
    "services/order/service.yaml": service("order", more),
    "services/order-v2/service.yaml": service("order-v2"),
  });
  await expect(readServices(tree)).rejects.toThrow(words);
});
