import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { find, manifests, metricsOf, render, repository } from "./testing/render.ts";

const declaration = z.looseObject({
  name: z.string(),
  tier: z.enum(["standard", "critical"]),
  slo: z.strictObject({ errorRatio: z.number(), p95Seconds: z.number() }),
});

const root = join(repository, "services");
const services = readdirSync(root)
  .map((folder) => join(root, folder, "service.yaml"))
  .filter((file) => existsSync(file))
  .map((file) => declaration.parse(parse(readFileSync(file, "utf8"))));

test.for(
  services.flatMap((service) => ["rollouts", "local/forge/overlay/rollouts"].map((at) => ({ service, at }))),
)(
  "$service.name renders with $at's strategy and is held to its own SLO",
  async ({ service: { name, tier, slo }, at }) => {
    const values = [`${at}/strategies/${tier}.yaml`, `services/${name}/values.yaml`];
    const all = manifests(await render(name, values));
    expect(find(all, "Rollout", name).apiVersion).toBe("argoproj.io/v1alpha1");
    const [, errorRatio, latency] = metricsOf(find(all, "AnalysisTemplate", `${name}-gate`));
    expect(errorRatio?.successCondition).toMatch(new RegExp(` <= ${slo.errorRatio}$`));
    expect(latency?.successCondition).toMatch(new RegExp(` <= ${slo.p95Seconds}$`));
  },
);
