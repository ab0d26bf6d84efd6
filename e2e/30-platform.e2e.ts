import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { askShop } from "../local/demo/acts/first-deploy.ts";
import type { PlatformStage as Stage } from "../local/demo/platform-stage.ts";
import { services } from "../local/demo/stage.ts";
import { down, reset } from "../local/platform/down.ts";
import { kill } from "../local/platform/hold.ts";
import { Platform } from "../local/platform/platform.ts";
import { runningStatus } from "../local/platform/state.ts";
import { up } from "../local/platform/up.ts";
import { waitFor } from "../local/wait/wait.ts";
import { openStage, platformName } from "./stage.ts";

let stage: Stage;
const go = (): AbortSignal => new AbortController().signal;

beforeAll(async () => {
  stage = await openStage();
});

/** Processes whose command names the platform's state folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const command = readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ");
        return command.includes(`${folder}/`) ? [`${entry} ${command.slice(0, 120)}`] : [];
      } catch {
        return [];
      }
    });
}

/** What the platform could leave on the host's network. */
async function hostNetwork(): Promise<string> {
  const links = await execa("ip", ["-o", "link"], { timeout: 10_000 });
  const routes = await execa("ip", ["route"], { timeout: 10_000 });
  return [
    links.stdout.replace(/ (state|mode|group|qlen) \S+/g, ""),
    routes.stdout,
    readlinkSync("/proc/self/ns/net"),
  ].join("\n");
}

async function portIsClosed(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }).then(
    () => false,
    () => true,
  );
}

test("a killed component is reported with its last log lines and runs again", async () => {
  await kill(stage.platform, "coredns");
  const events = readFileSync(stage.platform.path("logs", "events.log"), "utf8");
  expect(events).toMatch(/coredns ended by SIGKILL; starting it again in 0\.5 s/);
  expect(events).toMatch(/coredns is ready again/);
});

test("the cluster tells what a service's pods use", async () => {
  const [service = ""] = services();
  const path = "/apis/metrics.k8s.io/v1beta1/namespaces/shop-prod/pods";
  const query = `labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${service}`)}`;
  const memory = await waitFor(
    async () => {
      const { items } = JSON.parse(await stage.platform.kubectl(["get", "--raw", `${path}?${query}`])) as {
        items: readonly { containers: readonly { usage: { cpu: string; memory: string } }[] }[];
      };
      const used = items.flatMap(({ containers }) => containers.map(({ usage }) => usage.memory));
      return used.length > 0 ? { value: used } : { seen: "no measurement" };
    },
    { what: `the use of ${service}'s pods` },
  );
  // A Node process; of which a megabyte would be another's figure.
  for (const one of memory) expect(Number.parseInt(one, 10)).toBeGreaterThan(10_000);
});

test("a second platform lives next to the first and ends without touching it", async () => {
  // A run that was broken off may have left half a platform.
  await reset("second");
  try {
    const second = await up("second", go());
    const nodes = await second.kubectl(["get", "nodes", "-o", "name"]);
    expect(nodes.trim()).toBe("node/local");
    expect(second.ports.forge).not.toBe(stage.platform.ports.forge);
    expect(await askShop(stage.venue.shop("prod"))).toBeGreaterThan(0);
  } finally {
    await reset("second");
  }
  expect(existsSync(new Platform("second").folder)).toBe(false);
  expect(
    (await runningStatus(platformName))?.units.filter(
      ({ kind, state }) => kind === "process" && state !== "ready",
    ),
  ).toEqual([]);
  expect(await askShop(stage.venue.shop("prod"))).toBeGreaterThan(0);
});

test("kill -9 of the supervisor leaves nothing behind, and the next up finds everything as it was", async () => {
  const { platform } = stage;
  const network = await hostNetwork();
  const before = await runningStatus(platformName);
  process.kill(before?.pid ?? 0, "SIGKILL");
  await waitFor(
    async () => {
      const left = processesOf(platform.folder);
      return left.length === 0 ? { value: undefined } : { seen: left.join("\n") };
    },
    { what: "every process of the platform to end", seconds: 60 },
  );
  expect(readFileSync("/proc/mounts", "utf8")).not.toContain(platform.folder);
  for (const port of platform.ports.all) expect(await portIsClosed(port)).toBe(true);
  expect(await hostNetwork()).toBe(network);

  await up(platformName, go());
  for (const environment of ["dev", "staging", "prod"]) {
    for (const service of services()) {
      const release = await stage.delivery.release(environment, service);
      // Some forty pods start at once here; on a busy machine that takes minutes.
      await stage.delivery.healthy(environment, service, release?.id ?? "");
    }
  }
  expect(await askShop(stage.venue.shop("prod"))).toBeGreaterThan(0);
});

test("down ends everything and leaves no control group", async () => {
  await down(platformName);
  expect(processesOf(stage.platform.folder)).toEqual([]);
  expect(existsSync(`/sys/fs/cgroup/memory/${stage.platform.cgroup}`)).toBe(false);
  expect(existsSync(`/sys/fs/cgroup/${stage.platform.cgroup}`)).toBe(false);
});
