/** Gives each service, on request, its own database and the cache and broker of its environment, as Secrets. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ApiException, CoreV1Api, CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import { provideDatabase } from "./database.ts";
import { credentialsWanted, type MountingRollout, type Wanted } from "./wanted.ts";

const pauseMs = 1000;
const config = new KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(CoreV1Api);
const objects = config.makeApiClient(CustomObjectsApi);
const postgresSocket = setting("POSTGRES_SOCKET");
const broker = JSON.parse(readFileSync(setting("NATS_PASSWORDS_FILE"), "utf8")) as Record<string, string>;
const given = new Set<string>();
let fault: string | undefined = "has not looked yet";

createServer((_, answer) => answer.writeHead(fault === undefined ? 200 : 503).end(fault ?? "ready\n")).listen(
  Number(setting("PORT")),
  "127.0.0.1",
);
for (;;) {
  const found = await reconcile().then(
    () => undefined,
    (error: unknown) => words(error),
  );
  if (found !== undefined && found !== fault) process.stderr.write(`${new Date().toISOString()} ${found}\n`);
  fault = found;
  await delay(pauseMs);
}

async function reconcile(): Promise<void> {
  for (const wanted of credentialsWanted(await rollouts())) {
    const name = `${wanted.namespace}/${wanted.secret}`;
    if (given.has(name)) continue;
    await give(wanted);
    given.add(name);
    process.stdout.write(`${new Date().toISOString()} ${wanted.service} has ${name}\n`);
  }
}

/** There are none before Argo Rollouts is installed. */
async function rollouts(): Promise<readonly MountingRollout[]> {
  const kind = { group: "argoproj.io", version: "v1alpha1", plural: "rollouts" };
  const list = await unlessMissing<{ items: MountingRollout[] }>(objects.listClusterCustomObject(kind));
  return list?.items ?? [];
}

/** Existing keys of a Secret stay, because running pods were started with them. Only missing keys are added. */
async function give(wanted: Wanted): Promise<void> {
  const { namespace, secret: name, store } = wanted;
  const secret = await unlessMissing(core.readNamespacedSecret({ name, namespace }));
  const known = secret?.data?.url && new URL(Buffer.from(secret.data.url, "base64").toString()).password;
  const url = await addressFor(wanted, known || randomBytes(24).toString("hex"));
  // Connections on one machine need no certificate authority: the file that services mount is empty.
  const stringData = store === "postgres" ? { url, ca: "" } : { url };
  if (secret === undefined) {
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name }, type: "Opaque", stringData },
    });
  } else if (Object.keys(stringData).some((key) => secret.data?.[key] === undefined)) {
    await core.replaceNamespacedSecret({ name, namespace, body: { ...secret, stringData } });
  }
}

async function addressFor({ store, environment, service }: Wanted, password: string): Promise<string> {
  if (store === "redis") return "redis://redis:6379";
  if (store === "nats") return `nats://shop-${environment}:${broker[environment]}@nats:4222`;
  const name = `${environment}-${service}`;
  await provideDatabase(postgresSocket, name, password);
  return `postgres://${name}:${password}@postgres:5432/${name}`;
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

function words(error: unknown): string {
  if (error instanceof ApiException) return `the API server answers ${error.code}`;
  return error instanceof Error ? error.message : String(error);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; the platform sets it.`);
  return value;
}
