import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { find, type Manifest, repository } from "../rollouts/testing/render.ts";
import { environments, services, wholeEnvironment } from "./testing/whole.ts";

const rollout = z.looseObject({
  template: z.looseObject({
    spec: z.looseObject({
      containers: z.array(
        z.looseObject({
          env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
          envFrom: z.array(z.looseObject({ configMapRef: z.looseObject({ name: z.string() }) })).default([]),
        }),
      ),
    }),
  }),
});

/** What a service's container finds in its environment: its own settings, then those of its overlay. */
function settingsOf(all: readonly Manifest[], service: string): Record<string, string> {
  const [container] = rollout.parse(find(all, "Rollout", service).spec).template.spec.containers;
  const maps = (container?.envFrom ?? []).map(
    ({ configMapRef }) => find(all, "ConfigMap", configMapRef.name).data,
  );
  const plain = (container?.env ?? []).map((one) => [one.name, one.value ?? ""]);
  return Object.assign({}, ...maps, Object.fromEntries(plain));
}

let secrets: TemporaryFolder;
beforeAll(async () => {
  secrets = await temporaryFolder();
});
afterAll(() => secrets[Symbol.asyncDispose]());

/** As the kubelet does: the files that the settings name are there. A store that does not answer keeps no service from starting. */
function withMountedSecrets(settings: Record<string, string>): Record<string, string> {
  const entries = Object.entries(settings).map(([name, value]) => {
    if (!name.endsWith("_FILE")) return [name, value] as const;
    const file = join(secrets.path, name);
    writeFileSync(file, "redis://127.0.0.1:1");
    return [name, file] as const;
  });
  return Object.fromEntries(entries);
}

/** How the service's process ends when it starts with these settings, and what it says. */
async function start(service: string, settings: Record<string, string>) {
  const program = join(repository, "services", service, "src/main.ts");
  const own = withMountedSecrets(settings);
  const env = { PATH: process.env.PATH, ...own, HOST: "127.0.0.1", PORT: "0", GRPC_PORT: "0" };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "pipe"] });
  let [said, logged] = ["", ""];
  child.stderr.on("data", (text) => {
    said += String(text);
  });
  const isUp = () => logged.includes("listening on");
  // It is up: whoever waits for its end has waited enough.
  child.stdout.on("data", (text) => {
    logged += String(text);
    if (isUp()) child.kill("SIGKILL");
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 50_000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(limit);
  return { code, isUp: isUp(), said };
}

describe.each(environments)("%s", (environment) => {
  let all: readonly Manifest[];
  beforeAll(async () => {
    all = await wholeEnvironment(environment);
  });

  test("demo mode is on in dev alone, and the gateway knows where it is", () => {
    const settings = settingsOf(all, "api-gateway");
    expect(settings.ENVIRONMENT).toBe(environment);
    expect(settings.DEMO_MODE ?? "off").toBe(environment === "dev" ? "on" : "off");
    for (const service of services.filter((one) => one !== "api-gateway"))
      expect(settingsOf(all, service)).not.toHaveProperty("DEMO_MODE");
  });

  test("the gateway starts with these settings; with demo mode it does not, but in dev", async () => {
    const settings = settingsOf(all, "api-gateway");
    expect(await start("api-gateway", settings)).toMatchObject({ code: null, isUp: true });
    const demo = await start("api-gateway", { ...settings, DEMO_MODE: "on" });
    if (environment === "dev") expect(demo).toMatchObject({ code: null, isUp: true });
    else {
      expect(demo.code).toBe(2);
      expect(demo.said).toContain(
        `DEMO_MODE: "on" is refused, because ENVIRONMENT is "${environment}" and demo mode is for "dev" alone.`,
      );
      expect(demo.said).not.toMatch(/\n +at /);
    }
  });

  test("what people reach by HTTPS reports it in its settings", () => {
    const scheme = environment === "dev" ? "http" : "https";
    for (const service of ["api-gateway", "web"])
      expect([service, settingsOf(all, service).PUBLIC_SCHEME]).toEqual([service, scheme]);
  });

  test("x-forwarded-for is believed from subnets that are named, and from no private range as a whole", () => {
    const trusted = settingsOf(all, "api-gateway").TRUSTED_PROXIES?.split(",") ?? [];
    expect(trusted.length).toBeGreaterThan(0);
    for (const network of trusted) expect(Number(network.split("/")[1] ?? 32)).toBeGreaterThan(16);
  });

  test("every service sends a tenth of its traces to the collector, whose name is there", () => {
    for (const service of services)
      expect([service, settingsOf(all, service)]).toMatchObject([
        ...[service, { OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel-collector:4318", TRACE_RATIO: "0.1" }],
      ]);
    expect(find(all, "Service", "otel-collector").spec).toMatchObject({
      type: "ExternalName",
      externalName: "otel-collector.monitoring.svc.cluster.local",
    });
  });
});

test("a gateway that is not told where it is takes itself for prod", async () => {
  const settings = settingsOf(await wholeEnvironment("dev"), "api-gateway");
  delete settings.ENVIRONMENT;
  const { code, said } = await start("api-gateway", settings);
  expect([code, said]).toEqual([2, expect.stringContaining('because ENVIRONMENT is "prod"')]);
});
