/**
 * A value's whole way, by name: the entry that a stack writes in Secrets Manager, the property that External Secrets reads, the key of
 * the Secret, the file in the pod, the setting of the service. And what the address at the end of it makes a client do.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import { find, manifests, render } from "../rollouts/testing/render.ts";
import { stacks } from "./generate/generate.ts";
import { type Repository, readRepository } from "./repository/repository.ts";
import { entriesOf } from "./testing/entries.ts";

const root = join(import.meta.dirname, "..");
const environments = ["dev", "staging", "prod"] as const;
let repository: Repository;
beforeAll(async () => {
  repository = await readRepository(root);
});

const external = z.looseObject({
  kind: z.literal("ExternalSecret"),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({
    data: z.array(
      z.object({ secretKey: z.string(), remoteRef: z.object({ key: z.string(), property: z.string() }) }),
    ),
    target: z.object({
      template: z.object({
        templateFrom: z
          .array(
            z.object({
              configMap: z.object({
                name: z.string(),
                items: z.array(z.object({ key: z.string(), templateAs: z.string() })),
              }),
            }),
          )
          .default([]),
        data: z.record(z.string(), z.string()),
      }),
    }),
  }),
});
type External = z.output<typeof external>;

function externalSecrets(text: string): readonly External[] {
  return parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .flatMap((one) => {
      const read = external.safeParse(one);
      return read.success ? [read.data] : [];
    });
}

const credentials = (environment: string) =>
  readFileSync(join(root, `environments/${environment}/platform/credentials.yaml`), "utf8");

/** Properties of each entry that the environment's stack makes, with a value such as AWS would put there. */
const entries = (environment: string): ReadonlyMap<string, Readonly<Record<string, string>>> =>
  new Map(
    entriesOf(repository, environment).map(({ name, values, generated }) => [
      name,
      generated === undefined ? values : { ...values, [generated.property]: "s3cret" },
    ]),
  );

/** The Secret that External Secrets makes; throws for a property, or a name in a template, that nothing gives. */
function secretOf(
  { metadata, spec }: External,
  from: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  configMaps: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Readonly<Record<string, string>> {
  const read = Object.fromEntries(
    spec.data.map(({ secretKey, remoteRef: { key, property } }) => {
      const value = from.get(key)?.[property];
      if (value === undefined) throw new Error(`${metadata.name}: nothing writes ${property} of ${key}.`);
      return [secretKey, String(value)];
    }),
  );
  const filled = (text: string) =>
    text.replaceAll(/\{\{ \.(\w+) \}\}/g, (_, name: string) => {
      const value = read[name];
      if (value === undefined) throw new Error(`${metadata.name}: the template's ${name} is not read.`);
      return value;
    });
  const { templateFrom, data } = spec.target.template;
  const copied = templateFrom.flatMap(({ configMap: { name, items } }) =>
    items.map(({ key }) => [key, configMaps[name]?.[key] ?? ""] as const),
  );
  return {
    ...Object.fromEntries(copied),
    ...Object.fromEntries(Object.entries(data).map(([key, text]) => [key, filled(text)])),
  };
}

const configMaps = (environment: string) => ({
  "database-ca": { ca: readFileSync(join(root, `environments/${environment}/platform/rds-ca.pem`), "utf8") },
});

const pod = z.looseObject({
  template: z.looseObject({
    spec: z.looseObject({
      containers: z.tuple([
        z.looseObject({
          env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
          volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
        }),
      ]),
      volumes: z
        .array(
          z.looseObject({
            projected: z.object({
              sources: z.array(
                z.object({
                  secret: z.object({
                    name: z.string(),
                    items: z.array(z.object({ key: z.string(), path: z.string() })),
                  }),
                }),
              ),
            }),
          }),
        )
        .default([]),
    }),
  }),
});

/** Settings that a service's container reads from files, each with the Secret and key behind it. */
async function mounted(service: string) {
  const all = manifests(
    await render(service, ["rollouts/strategies/standard.yaml", `services/${service}/values.yaml`]),
  );
  const { containers, volumes } = pod.parse(find(all, "Rollout", service).spec).template.spec;
  const [{ env, volumeMounts }] = containers;
  const folder = volumeMounts.find(({ name }) => name === "secrets")?.mountPath;
  const sources = volumes.flatMap(({ projected }) => projected.sources);
  return new Map(
    sources.flatMap(({ secret: { name, items } }) =>
      items.map(({ key, path }) => {
        const file = `${folder}/${path}`;
        const setting = env.find(({ value }) => value === file)?.name.replace(/_FILE$/, "") ?? "";
        return [setting, { secret: name, key, file }] as const;
      }),
    ),
  );
}

test.for(environments)("%s: every value goes from its stack to the setting of a pod", async (name) => {
  const made = new Map(
    externalSecrets(credentials(name)).map((one) => [
      one.metadata.name,
      secretOf(one, entries(name), configMaps(name)),
    ]),
  );
  const read = async (service: string, setting: string) => {
    const from = (await mounted(service)).get(setting);
    return made.get(from?.secret ?? "")?.[from?.key ?? ""];
  };
  const ca = (await mounted("order")).get("DATABASE_CA")?.file;
  expect(await read("order", "DATABASE_URL")).toBe(
    `postgres://order:s3cret@database.example.com:5432/order?sslmode=verify-full&sslrootcert=${ca}`,
  );
  expect(await read("order", "DATABASE_CA")).toContain("BEGIN CERTIFICATE");
  expect(await read("cart", "REDIS_URL")).toBe("rediss://:s3cret@cache.example.com:6379");
  expect(await read("cart", "NATS_URL")).toBe(`nats://shop-${name}:s3cret@nats:4222`);
});

const values = z.looseObject({
  secrets: z.record(z.string(), z.object({ secret: z.string(), key: z.string() })),
});

test("every service with a database reads all three values of its stores from what its environment fills", () => {
  const made = new Map(
    externalSecrets(credentials("prod")).map((one) => [
      one.metadata.name,
      secretOf(one, entries("prod"), configMaps("prod")),
    ]),
  );
  for (const service of repository.databases) {
    const { secrets } = values.parse(
      parse(readFileSync(join(root, `services/${service}/values.yaml`), "utf8")),
    );
    for (const setting of ["DATABASE_URL", "DATABASE_CA", "NATS_URL"]) {
      const { secret = "", key = "" } = secrets[setting] ?? {};
      expect(made.get(secret)?.[key], `${service}: ${setting}`).toBeTruthy();
    }
  }
});

test("EF-18 a gap is found: a property that no stack writes, and a name that the template does not have", () => {
  const planted = (from: string, to: string) => () =>
    externalSecrets(credentials("prod").replace(from, to)).map((one) =>
      secretOf(one, entries("prod"), configMaps("prod")),
    );
  expect(planted("property: dbname", "property: database")).toThrow(
    "business-postgres: nothing writes database of shop-prod/business-postgres.",
  );
  expect(planted("{{ .host }}", "{{ .hostname }}")).toThrow("the template's hostname is not read");
});

test("the address makes a client ask for TLS, and trust no other authority than the region's", () => {
  const file = join(root, "environments/prod/platform/rds-ca.pem");
  const client = new pg.Client(
    `postgres://order:s3cret@database.example.com:5432/order?sslmode=verify-full&sslrootcert=${file}`,
  );
  const { ssl } = client as unknown as { readonly ssl: Readonly<Record<string, unknown>> };
  expect(ssl.ca).toBe(readFileSync(file, "utf8"));
  expect(ssl.rejectUnauthorized).not.toBe(false);
  expect(ssl.checkServerIdentity).toBeUndefined();
});

test.for(environments)("%s trusts the roots of RDS in the region of eks/aws.yaml, for years", (name) => {
  const text = configMaps(name)["database-ca"].ca;
  const roots = text
    .split(/(?<=-----END CERTIFICATE-----)\n/)
    .filter((one) => one.trim() !== "")
    .map((one) => new X509Certificate(one));
  const subjects = roots.map(({ subject }) => /CN=(.*)/.exec(subject)?.[1]);
  const region = repository.settings.region;
  expect(subjects).toEqual(
    ["RSA2048", "RSA4096", "ECC384"].map((kind) => `Amazon RDS ${region} Root CA ${kind} G1`),
  );
  for (const one of roots) {
    expect(one.ca && one.verify(one.publicKey)).toBe(true);
    expect(Date.parse(one.validTo)).toBeGreaterThan(Date.parse("2040-01-01"));
  }
});

test.for(environments)("%s: the servers refuse what is not TLS, and clients without the password", (name) => {
  const made = stacks(repository).get(`environment-${name}`)?.resources ?? {};
  expect(made.DatabaseSettings?.Properties.Parameters).toMatchObject({ "rds.force_ssl": "1" });
  expect(made.Cache?.Properties).toMatchObject({
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: "required",
    AuthToken: { "Fn::Sub": expect.stringContaining("CacheSecret") },
  });
});
