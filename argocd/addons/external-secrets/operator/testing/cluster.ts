/** An API server with the operator beside it, and the secrets of every environment's stack in an emulator of AWS. */
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "@slipway/local/control-plane/client.ts";
import { ControlPlane } from "@slipway/local/control-plane/control-plane.ts";
import { Stopped, waitFor } from "@slipway/local/wait/wait.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import type { JSONWebKeySet } from "jose";
import { startEmulator } from "../../../../../eks/platform/emulator.ts";
import { pythonWith } from "../../../../../eks/platform/tools.ts";
import { readRepository } from "../../../../../eks/repository/repository.ts";
import { entriesOf } from "../../../../../eks/testing/entries.ts";
import { Front } from "../../../../../eks/testing/front.ts";
import { rolesOf } from "../../../../../eks/testing/roles.ts";
import { SecretsManager } from "../../../../../eks/testing/secrets-manager.ts";
import { environments } from "../../../../../environments/testing/whole.ts";
import { buildOperator, definitions } from "../module.ts";
import { renderChart } from "./chart.ts";
import { Operator } from "./operator.ts";

const root = join(import.meta.dirname, "../../../../..");

export interface Cluster extends AsyncDisposable {
  readonly plane: ControlPlane;
  readonly secrets: SecretsManager;
  readonly operator: Operator;
  /** What signs the tokens of its service accounts. */
  readonly keys: JSONWebKeySet;
  /** Stores objects; throws with the words of the API server for what it refuses. */
  apply(objects: readonly Manifest[]): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const own = async (name: string) => {
    const path = join(folder.path, name);
    await mkdir(path);
    return path;
  };
  const [program, chart, python, repository] = await Promise.all([
    buildOperator(await own("operator")),
    renderChart(await own("chart")),
    pythonWith("aws"),
    readRepository(root),
  ]);
  const { account, region } = repository.settings;
  const users = [{ name: "operator", subject: `CN=${chart.user}` }];
  const plane = stack.use(await ControlPlane.start(await own("plane"), { users }));
  const apply = async (objects: readonly Manifest[]) => {
    const refusals = await (await plane.client()).apply(objects);
    if (refusals.length > 0) throw new Error(refusals.join("\n"));
  };
  for (const file of await definitions()) await plane.kubectl(["apply", "--server-side", "--filename", file]);
  for (const name of [chart.namespace, "argocd", "nats"]) await apply([namespace(name)]);
  await apply(chart.rights);

  const emulator = stack.use(await startEmulator(python, account, region));
  const secrets = new SecretsManager(emulator.url, region);
  for (const name of environments)
    for (const entry of entriesOf(repository, name)) await secrets.create(entry);

  // The clusters of all environments in one: what tells their roles apart is the namespace.
  const { issuer, keys } = await issuerOf(plane);
  const provider = `arn:aws:iam::${account}:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
  const roles = environments.flatMap((name) => rolesOf(clusterText(name), account, provider));
  const emulated = { emulator: emulator.url, region, roles, provider, issuer, keys };
  const front = stack.use(await Front.start(emulated));
  const kubeconfig = plane.kubeconfig("operator");
  const operator = stack.use(Operator.start({ program, chart, kubeconfig, aws: front.url }));
  const owned = stack.move();
  return { plane, secrets, operator, keys, apply, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const clusterText = (name: string) => readFileSync(join(root, `eks/clusters/${name}.yaml`), "utf8");

export const namespace = (name: string): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

/** Who signs the tokens of this cluster's service accounts, and with what; AWS reads both from the cluster's issuer. */
async function issuerOf(plane: ControlPlane): Promise<{ issuer: string; keys: JSONWebKeySet }> {
  const read = async (path: string) => JSON.parse(await plane.kubectl(["get", "--raw", path]));
  const { issuer } = await read("/.well-known/openid-configuration");
  return { issuer, keys: await read("/openid/v1/jwks") };
}

interface External {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
  };
}

/**
 * Waits until the object is as `wanted` says, `<status> <reason>` of its condition Ready.
 * @param object `<kind>/<name>`, or a kind for all of the namespace
 * @throws TooLate with what the operator says about what is not
 */
export async function untilReady(
  { plane, operator }: Cluster,
  object: string,
  space: string,
  wanted: string,
): Promise<void> {
  await waitFor(
    async () => {
      if (operator.hasEnded) throw new Stopped(`the operator ended:\n${operator.log.slice(-2000)}`);
      const found = await listed<External>(plane, object, space);
      const late = found.filter((one) => readiness(one) !== wanted);
      if (found.length > 0 && late.length === 0) return { value: undefined };
      const states = late.map((one) => `${one.metadata.name}: ${readiness(one)}`);
      const events = await eventsOf(plane, late[0]?.metadata.name ?? "", space);
      return { seen: [...states, events, operator.log.slice(-1000)].join("\n") };
    },
    { what: `${object} of ${space} to be ${wanted}`, seconds: 60 },
  );
}

function readiness({ status }: External): string {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return `${ready?.status} ${ready?.reason}`;
}

/** What the operator says about an object: `kubectl describe` shows the same. */
export async function eventsOf(plane: ControlPlane, name: string, space: string): Promise<string> {
  const about = `--field-selector=involvedObject.name=${name}`;
  const format = "--output=jsonpath={range .items[*]}{.reason}: {.message}{'\\n'}{end}";
  return plane.kubectl(["get", "events", "--namespace", space, about, format]);
}

/** Keys and values of every Secret in the namespace, by name. */
export async function secretsIn(
  { plane }: Cluster,
  space: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const found = await listed<Secret>(plane, "secret", space);
  const decoded = (value: string) => Buffer.from(value, "base64").toString();
  return new Map(
    found.map(({ metadata, data = {} }) => [
      metadata.name,
      Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decoded(value)])),
    ]),
  );
}

interface Secret {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

async function listed<Kind>(plane: ControlPlane, object: string, space: string): Promise<readonly Kind[]> {
  const text = await plane.kubectl(["get", object, "--namespace", space, "--output=json"]);
  const answer = JSON.parse(text) as Kind & { readonly items?: readonly Kind[] };
  return answer.items ?? [answer];
}
