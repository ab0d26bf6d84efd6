/** Resources that an idle reporter uses: `node argocd/addons/reporter/footprint.ts [services]`. Linux. */
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import {
  analysisRun,
  application,
  metric,
  newRelease,
  replicaSet,
  rollout,
  settled,
} from "./src/evaluate/testing/objects.ts";
import { openScene } from "./src/testing/scene.ts";

const ENVIRONMENTS = ["dev", "staging", "prod"];
const SETTLING_MS = 10_000;
const MINUTE_MS = 60_000;
/** Clock ticks of /proc. */
const TICK_MS = 10;
/** Data that controllers write on every object, and the Application's list of resources: 10 kB each. */
const managedFields = Array.from({ length: 100 }, (_, index) => ({
  manager: "argocd-controller",
  operation: "Apply",
  apiVersion: "argoproj.io/v1alpha1",
  fieldsV1: { [`f:field-${index}`]: {} },
}));

async function usage(pid: number | undefined) {
  const [stat, status] = await Promise.all(
    ["stat", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")),
  );
  // After the name in brackets: user and system time, and both of ended child processes (git).
  const ticks = (stat?.split(") ")[1] ?? "").split(" ").slice(11, 15).map(Number);
  const cpuMs = ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
  const megabytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status ?? "")?.[1]) / 1024);
  return { cpuMs, megabytes: megabytes("VmRSS"), most: megabytes("VmHWM") };
}

const services = Array.from({ length: Number(process.argv[2] ?? 3) }, (_, index) => `service-${index}`);
await using scene = await openScene(ENVIRONMENTS);
const applications = ENVIRONMENTS.flatMap((environment) =>
  services.map((service) => ({
    ...application("Synced"),
    metadata: { name: `${environment}-${service}`, managedFields },
    spec: { project: `shop-${environment}` },
  })),
);
scene.api.set("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications", applications);
for (const environment of ENVIRONMENTS) {
  const rollouts = services.map((name) => {
    const object = rollout(newRelease, settled(newRelease));
    return { ...object, metadata: { ...object.metadata, name, uid: name, managedFields } };
  });
  const sets = services.map((name) => {
    const object = replicaSet(newRelease, 4, name);
    return { ...object, metadata: { ...object.metadata, name, managedFields } };
  });
  const runs = services.map((name) => {
    const object = analysisRun("Successful", [metric("errors", "Successful", ...Array(20).fill("0.001"))], {
      name,
    });
    return { ...object, metadata: { ...object.metadata, managedFields } };
  });
  scene.api.set(`/apis/argoproj.io/v1alpha1/namespaces/shop-${environment}/analysisruns`, runs);
  scene.api.set(`/apis/argoproj.io/v1alpha1/namespaces/shop-${environment}/rollouts`, rollouts);
  scene.api.set(`/apis/apps/v1/namespaces/shop-${environment}/replicasets`, sets);
}
const { pid } = scene.start();
await pause(SETTLING_MS);
const before = await usage(pid);
await pause(MINUTE_MS);
const after = await usage(pid);
process.stdout.write(
  `${services.length} services in ${ENVIRONMENTS.length} environments: ${after.megabytes} MB (most: ${after.most}), ${after.cpuMs - before.cpuMs} ms CPU a minute, git included; ${before.cpuMs} ms to start\n`,
);
