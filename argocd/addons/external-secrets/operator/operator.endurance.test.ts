/**
 * External Secrets itself, with the rights and arguments of its chart, on what environments, broker and reporter ship: it takes the roles
 * of eks/clusters and reads what eks/stacks writes. Building it takes minutes once.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environments, wholeEnvironment } from "../../../../environments/testing/whole.ts";
import type { Manifest } from "../../../../local/control-plane/client.ts";
import { manifests } from "../../../../rollouts/testing/render.ts";
import { type Cluster, secretIn, startCluster, untilReady } from "./testing/cluster.ts";

const root = join(import.meta.dirname, "../../../..");
let cluster: Cluster;
let whole: ReadonlyMap<string, readonly Manifest[]>;

beforeAll(async () => {
  whole = new Map(
    await Promise.all(environments.map(async (name) => [name, await wholeEnvironment(name)] as const)),
  );
  cluster = await startCluster();
  for (const objects of whole.values()) await cluster.apply(objects.filter(isFirst));
  for (const objects of whole.values()) await cluster.apply(objects.filter(isRead));
  for (const objects of whole.values()) await cluster.apply(objects.filter(isExternal));
}, 3_600_000);

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

const isFirst = ({ kind }: Manifest) => kind === "Namespace";
const isRead = ({ kind, metadata: { name } }: Manifest) => ["secret-reader", "database-ca"].includes(name);
const isExternal = ({ apiVersion }: Manifest) => apiVersion.startsWith("external-secrets.io/");

test("x", async () => {
  for (const name of environments)
    for (const one of whole.get(name)?.filter(({ kind }) => kind === "ExternalSecret") ?? [])
      await untilReady(cluster, `externalsecret/${one.metadata.name}`, `shop-${name}`, "True SecretSynced");
  console.log(await secretIn(cluster, "order-postgres", "shop-prod"));
});
