/**
 * External Secrets itself, with the rights and arguments of its chart, on what environments, broker and reporter ship: it takes the roles
 * of eks/clusters and reads what eks/stacks writes. Building it takes minutes once.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import type { Manifest } from "@slipway/local/control-plane/client.ts";
import { toolsFolder } from "@slipway/local/setup/programs.ts";
import { waitFor } from "@slipway/local/wait/wait.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environments, wholeEnvironment } from "../../../environments/testing/whole.ts";
import { manifests } from "../../../rollouts/testing/render.ts";
import {
  type Cluster,
  eventsOf,
  namespace,
  secretsIn,
  startCluster,
  untilReady,
} from "./operator/testing/cluster.ts";
import { references } from "./operator/testing/references.ts";
import { Vault } from "./operator/testing/vault.ts";
import { vaultStore } from "./operator/testing/vault-store.ts";

const root = join(import.meta.dirname, "../../..");
const SYNCED = "True SecretSynced";
const FAILED = "False SecretSyncedError";

let cluster: Cluster;
let whole: ReadonlyMap<string, readonly Manifest[]>;

beforeAll(async () => {
  whole = new Map(
    await Promise.all(environments.map(async (name) => [name, await wholeEnvironment(name)] as const)),
  );
  cluster = await startCluster();
  for (const objects of whole.values()) await applyForSecrets(objects);
}, 3_600_000);

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

/** What External Secrets reads, and its namespaces: no workload. */
async function applyForSecrets(objects: readonly Manifest[]): Promise<void> {
  const isRead = ({ kind, metadata: { name } }: Manifest) =>
    (kind === "ServiceAccount" && name === "secret-reader") || name === "database-ca";
  await cluster.apply(objects.filter(({ kind }) => kind === "Namespace"));
  await cluster.apply(objects.filter(isRead));
  await cluster.apply(objects.filter(({ apiVersion }) => apiVersion.startsWith("external-secrets.io/")));
}

interface Data {
  readonly secretKey: string;
  readonly remoteRef: { readonly key: string; readonly property: string };
}

/** An ExternalSecret of one entry's properties, in a store that is there. */
const planted = (name: string, space: string, key: string, properties: readonly string[]) => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  metadata: { name, namespace: space },
  spec: {
    refreshInterval: "1s",
    secretStoreRef: { kind: "SecretStore", name: "shop" },
    data: properties.map((property): Data => ({ secretKey: property, remoteRef: { key, property } })),
  },
});

const secret = async (name: string, space: string) => (await secretsIn(cluster, space)).get(name);

const refresh = (space: string, name: string) =>
  exec(join(root, "eks/refresh-secret.sh"), [space, name], {
    env: { KUBECONFIG: cluster.plane.kubeconfig(), PATH: `${toolsFolder()}:${process.env.PATH}` },
    allowFailure: true,
  });

test.each(environments)("%s: every Secret is filled, with each key that a workload mounts", async (name) => {
  const objects = whole.get(name) ?? [];
  const space = `shop-${name}`;
  await untilReady(cluster, "externalsecret", space, SYNCED);
  const needed = references(objects.filter(({ kind }) => kind !== "ExternalSecret"));
  expect(needed.length).toBeGreaterThan(10);
  const filled = await secretsIn(cluster, space);
  for (const { secret, key } of needed) expect(filled.get(secret)?.[key], `${secret}: ${key}`).toBeTruthy();
});

test.each(environments)("%s: the values are those of the store", async (name) => {
  const space = `shop-${name}`;
  const filled = await secretsIn(cluster, space);
  const order = await cluster.secrets.read(`${space}/order-postgres`);
  const ca = readFileSync(join(root, `environments/${name}/platform/rds-ca.pem`), "utf8");
  expect(filled.get("order-postgres")).toEqual({
    url: `postgres://order:${order.password}@database.example.com:5432/order?sslmode=verify-full&sslrootcert=/var/run/secrets/slipway/DATABASE_CA`,
    ca,
  });
  const cache = await cluster.secrets.read(`${space}/redis`);
  expect(filled.get("redis")).toEqual({
    url: `rediss://:${cache.password}@cache.example.com:6379`,
  });
  const broker = await cluster.secrets.read(`${space}/nats`);
  expect(filled.get("nats")).toEqual({
    url: `nats://${space}:${broker.password}@nats:4222`,
  });
  expect(broker.password).toHaveLength(48);
});

test("broker and reporter of prod's cluster get theirs, each by a role of its own", async () => {
  await cluster.secrets.create({ name: "slipway-prod/reporter", values: { privateKey: "a key" } });
  for (const folder of ["nats", "reporter"]) {
    const { stdout } = await exec("kustomize", ["build", join(root, "argocd/clusters/prod", folder)]);
    // GitHub makes the reporter's token out of its key.
    await applyForSecrets(
      manifests(stdout).filter(({ metadata }) => metadata.name !== "slipway-reporter-token"),
    );
  }
  await untilReady(cluster, "externalsecret/nats-accounts", "nats", SYNCED);
  const { password } = await cluster.secrets.read("shop-prod/nats");
  const accounts = (await secret("nats-accounts", "nats"))?.["accounts.conf"];
  expect(accounts).toContain(`users: [{ user: "shop-prod", password: "${password}" }]`);
  await untilReady(cluster, "externalsecret/slipway-reporter-app", "argocd", SYNCED);
  expect(await secret("slipway-reporter-app", "argocd")).toEqual({ privateKey: "a key" });
});

test("a rotated password arrives by itself, and by the runbook's command at once", async () => {
  const [space, entry] = ["shop-prod", "shop-prod/order-postgres"];
  await cluster.apply([planted("every-second", space, entry, ["password"])]);
  await untilReady(cluster, "externalsecret/every-second", space, SYNCED);
  const before = await secret("order-postgres", space);
  await cluster.secrets.put(entry, { ...(await cluster.secrets.read(entry)), password: "rotated" });
  await waitFor(
    async () => {
      const filled = await secret("every-second", space);
      return filled?.password === "rotated" ? { value: undefined } : { seen: JSON.stringify(filled) };
    },
    { what: "the rotated password, with a refresh each second", seconds: 30 },
  );
  // Its own hour is not over.
  expect(await secret("order-postgres", space)).toEqual(before);
  expect(await refresh(space, "order-postgres")).toMatchObject({
    exitCode: 0,
    stdout: "shop-prod/order-postgres holds what is stored.\n",
  });
  expect((await secret("order-postgres", space))?.url).toContain("://order:rotated@");
});

test("EF-18 an entry that is missing: not ready, the cause is said, and there is no Secret", async () => {
  await cluster.apply([planted("missing", "shop-prod", "shop-prod/never-made", ["password"])]);
  await untilReady(cluster, "externalsecret/missing", "shop-prod", FAILED);
  expect(await eventsOf(cluster.plane, "missing", "shop-prod")).toMatch(
    /shop-prod\/never-made.*(?:does not exist|can't find)/,
  );
  expect(await secret("missing", "shop-prod")).toBeUndefined();
});

test("EF-18 a property that is lost: the Secret keeps all that it has, and the command says why", async () => {
  const [space, entry] = ["shop-staging", "shop-staging/order-postgres"];
  const before = await secret("order-postgres", space);
  const { dbname: _, ...rest } = await cluster.secrets.read(entry);
  await cluster.secrets.put(entry, { ...rest, password: "half" });
  const refreshed = await refresh(space, "order-postgres");
  expect(refreshed.exitCode).toBe(1);
  expect(refreshed.stderr).toMatch(/was not filled: .*key dbname does not exist in secret shop-staging/);
  await untilReady(cluster, "externalsecret/order-postgres", space, FAILED);
  expect(await secret("order-postgres", space)).toEqual(before);
});

test.each([
  ["another environment's entry", "shop-dev", "shop-prod/nats"],
  ["an entry of the platform's own", "shop-prod", "slipway-prod/reporter"],
  ["the cache's password, asked for by the broker", "nats", "shop-prod/redis"],
])("%s is refused by the role", async (what, space, entry) => {
  const name = what.replaceAll(/[^a-z]+/g, "-");
  await cluster.apply([planted(name, space, entry, ["password"])]);
  await untilReady(cluster, `externalsecret/${name}`, space, FAILED);
  const events = await eventsOf(cluster.plane, `${name}`, space);
  expect(events).toContain("AccessDeniedException");
  expect(events).toContain(`not authorized to perform: secretsmanager:GetSecretValue on resource: ${entry}`);
  expect(await secret(name, space)).toBeUndefined();
});

test("an account of another namespace does not get the role that it names", async () => {
  const objects = (whole.get("prod") ?? []).filter(
    ({ kind, metadata: { name } }) => kind === "SecretStore" || name === "secret-reader",
  );
  const moved = objects.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: "intruder" } }));
  await cluster.apply([namespace("intruder")]);
  await applyForSecrets(moved);
  await untilReady(cluster, "secretstore/shop", "intruder", "False InvalidProviderConfig");
  expect(await eventsOf(cluster.plane, "shop", "intruder")).toContain(
    "Not authorized to perform sts:AssumeRoleWithWebIdentity on arn:aws:iam::111122223333:role/shop-prod-secrets",
  );
});

test("the operator logs no value", async () => {
  const { password } = await cluster.secrets.read("shop-dev/redis");
  expect(cluster.operator.log).toContain("shop-dev/redis");
  expect(cluster.operator.log).not.toContain(password);
  expect(cluster.operator.log).not.toContain("a key");
});

test("Vault in the place of Secrets Manager: the store changes, and nothing that reads from it", async () => {
  const space = "shop-prod";
  await using vault = await Vault.start({
    keys: cluster.keys,
    mount: "kubernetes-prod",
    role: space,
    subject: `system:serviceaccount:${space}:secret-reader`,
    path: `${space}/`,
    entries: new Map([
      [`${space}/redis`, { password: "of-vault" }],
      [`${space}/redis-address`, { host: "vault.example.com", port: "6379" }],
      ["shop-dev/redis", { password: "of-another" }],
    ]),
  });
  const store = vaultStore();
  const provider = { vault: { ...store.spec.provider.vault, server: vault.url } };
  // Instead of the fields that are there, not beside them.
  await cluster.plane.kubectl(["delete", "secretstore", "shop", "--namespace", space]);
  const moved = { ...store, metadata: { ...store.metadata, namespace: space }, spec: { provider } };
  await cluster.apply([moved]);
  await untilReady(cluster, "secretstore/shop", space, "True Valid");
  expect((await refresh(space, "redis")).stderr).toBe("");
  expect(await secret("redis", space)).toEqual({
    url: "rediss://:of-vault@vault.example.com:6379",
  });
  await cluster.apply([planted("of-another", space, "shop-dev/redis", ["password"])]);
  await untilReady(cluster, "externalsecret/of-another", space, FAILED);
  expect(await eventsOf(cluster.plane, "of-another", space)).toContain("permission denied");
  expect(await secret("of-another", space)).toBeUndefined();
});
