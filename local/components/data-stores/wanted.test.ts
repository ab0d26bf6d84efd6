import { expect, test } from "vitest";
import { credentialsWanted, type MountingRollout } from "./wanted.ts";

const mounting = (namespace: string, name: string, ...secrets: readonly string[]): MountingRollout => ({
  metadata: { namespace, name },
  spec: {
    template: {
      spec: {
        volumes: [{ projected: { sources: secrets.map((secret) => ({ secret: { name: secret } })) } }],
      },
    },
  },
});

test("a service gets its own database and its environment's cache and broker", () => {
  const rollouts = [
    mounting("shop-dev", "order", "order-postgres", "nats"),
    mounting("shop-prod", "cart", "redis", "nats"),
  ];
  expect(credentialsWanted(rollouts)).toEqual([
    {
      store: "postgres",
      environment: "dev",
      namespace: "shop-dev",
      secret: "order-postgres",
      service: "order",
    },
    { store: "nats", environment: "dev", namespace: "shop-dev", secret: "nats", service: "order" },
    { store: "redis", environment: "prod", namespace: "shop-prod", secret: "redis", service: "cart" },
    { store: "nats", environment: "prod", namespace: "shop-prod", secret: "nats", service: "cart" },
  ]);
});

test("two services that share the broker's Secret ask for it once", () => {
  const rollouts = [mounting("shop-dev", "order", "nats"), mounting("shop-dev", "cart", "nats")];
  expect(credentialsWanted(rollouts)).toHaveLength(1);
});

test.for([
  ["another service's database", mounting("shop-dev", "ads", "order-postgres")],
  ["a Secret of another kind", mounting("shop-dev", "ads", "signing-key")],
  ["a namespace that is no environment", mounting("default", "order", "order-postgres", "nats")],
  ["an environment that is none of ours", mounting("shop-test", "order", "order-postgres")],
  ["no volumes", { metadata: { namespace: "shop-dev", name: "ads" } }],
] as const)("no credentials are created for %s", ([, rollout]) => {
  expect(credentialsWanted([rollout])).toEqual([]);
});
