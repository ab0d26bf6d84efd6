import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { servicesIn } from "../services/kit/folders.ts";
import { find, manifests, metricsOf, render, repository } from "./testing/render.ts";

const declaration = z.looseObject({
  name: z.string(),
  tier: z.enum(["standard", "critical"]),
  slo: z.strictObject({ errorRatio: z.number(), p95Seconds: z.number() }),
  ports: z.array(z.strictObject({ name: z.string(), port: z.int() })),
  stores: z.array(z.enum(["postgres", "redis", "nats"])).default([]),
});

/** Where each store's address comes from: a Secret, or a plain setting where it carries no password. */
const storeSetting = { postgres: "DATABASE_URL", redis: "REDIS_URL", nats: "NATS_URL" } as const;
const pod = z.looseObject({
  template: z.looseObject({
    spec: z.looseObject({
      containers: z.tuple([
        z.looseObject({
          ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })),
          env: z.array(z.looseObject({ name: z.string() })),
        }),
      ]),
    }),
  }),
});

const root = join(repository, "services");
const services = servicesIn(root)
  .map((name) => join(root, name, "service.yaml"))
  .map((file) => declaration.parse(parse(readFileSync(file, "utf8"))));

test.for(
  services.flatMap((service) => ["rollouts", "local/forge/overlay/rollouts"].map((at) => ({ service, at }))),
)(
  "$service.name renders with $at's strategy and is held to its own SLO",
  async ({ service: { name, tier, slo, ports, stores }, at }) => {
    const values = [`${at}/strategies/${tier}.yaml`, `services/${name}/values.yaml`];
    const all = manifests(await render(name, values));
    expect(find(all, "Rollout", name).apiVersion).toBe("argoproj.io/v1alpha1");
    const gate = metricsOf(find(all, "AnalysisTemplate", `${name}-gate`));
    const bound = (metric: string) =>
      Number(/<= (\S+)$/.exec(gate.find((one) => one.name === metric)?.successCondition ?? "")?.[1]);
    const ceiling = { rollouts: 10 * slo.errorRatio, "local/forge/overlay/rollouts": 0.05 }[at];
    expect(bound("error-ratio")).toBeCloseTo(ceiling ?? Number.NaN, 9);
    expect(bound("error-ratio-vs-stable")).toBeLessThanOrEqual(bound("error-ratio"));
    expect(bound("latency-p95")).toBe(slo.p95Seconds);
    const [container] = pod.parse(find(all, "Rollout", name).spec).template.spec.containers;
    expect(container.ports.map((one) => ({ name: one.name, port: one.containerPort }))).toEqual(ports);
    const settings = all.find((one) => one.kind === "ConfigMap")?.data ?? {};
    const told = [...container.env.map((one) => one.name.replace(/_FILE$/, "")), ...Object.keys(settings)];
    const addresses = Object.values(storeSetting).filter((setting) => told.includes(setting));
    expect(addresses.toSorted()).toEqual(stores.map((store) => storeSetting[store]).toSorted());
  },
);
