/**
 * The detached process of `up`: opens the namespaces, starts the platform, keeps it running and writes
 * status.json until it is stopped (SIGTERM, SIGINT). Usage: node run.ts <name>
 */
import { appendFileSync, constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import type { Server } from "node:net";
import { buildAll } from "../build/builder.ts";
import { tryLock, unlock } from "../build/lock.ts";
import { componentsOf } from "../components/index.ts";
import { ingress, ingressPorts } from "../components/istio/ingress.ts";
import { reporter } from "../components/reporter/component.ts";
import { createAccounts } from "../forge/accounts.ts";
import { createRepository } from "../forge/repository.ts";
import { makeCgroup, removeCgroup } from "./cgroups.ts";
import type { Component, Unit } from "./component.ts";
import { forward } from "./gateway-client.ts";
import { identitiesOf } from "./identities.ts";
import { Namespaces } from "./namespaces.ts";
import { readOptions } from "./options.ts";
import { makePki } from "./pki.ts";
import { Platform } from "./platform.ts";
import { type Environment, environments } from "./ports.ts";
import { type PlatformStatus, writeStatus } from "./state.ts";
import { Supervisor } from "./supervisor.ts";

const [name] = process.argv.slice(2);
if (!name) throw new Error("usage: node run.ts <name>");

const components = componentsOf(readOptions(name));
const platform = new Platform(name, await buildAll(components, new AbortController().signal));
const owner = await tryLock(platform.path("run", "supervisor.pid"));
if (owner !== undefined) throw new Error(`platform ${name} is already run by process ${owner}`);

const startedAt = Date.now();
let phase: PlatformStatus["phase"] = "starting";
let message = "";
let namespaces: Namespaces | undefined;
let supervisor: Supervisor | undefined;
let writing: Promise<void> | undefined;
let dirty = false;
const servers: Server[] = [];
const ended = new Promise<void>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
});

try {
  await rm(platform.directory("run", "held"), { recursive: true, force: true });
  await removeCgroup(platform.cgroup);
  await makeCgroup(platform.cgroup);
  // A copy, because reinstalling packages in the checkout must not remove Node from running jobs.
  await copyFile(process.execPath, platform.path("tools", "node"), constants.COPYFILE_FICLONE);
  await makePki(
    platform.directory("pki"),
    `https://127.0.0.1:${platform.ports.api}`,
    identitiesOf(platform.options),
  );
  const opened = await Namespaces.open(platform);
  namespaces = opened;
  servers.push(...(await openForwards()));
  supervisor = new Supervisor(platform, opened, unitsOf(opened), report);
  await Promise.race([supervisor.bringUp(), ended]);
  phase = "ready";
  report();
  await ended;
  phase = "stopping";
} catch (error) {
  phase = "failed";
  message = error instanceof Error ? error.message : String(error);
  appendFileSync(platform.path("logs", "events.log"), `${new Date().toISOString()} ${message}\n`);
} finally {
  report();
  await supervisor?.stop();
  for (const server of servers) server.close();
  await namespaces?.close();
  await removeCgroup(platform.cgroup).catch((error: Error) => {
    message ||= error.message;
  });
  if (phase !== "failed") phase = "stopped";
  report();
  await writing;
  await unlock(platform.path("run", "supervisor.pid"));
  process.exit(phase === "failed" ? 1 : 0);
}

function unitsOf(opened: Namespaces): readonly (readonly [Component, readonly Unit[]])[] {
  const forge: Component = {
    name: "forge",
    units: () => [
      { kind: "task", name: "forge-accounts", after: ["forge"], run: () => createAccounts(platform, opened) },
      {
        kind: "task",
        name: "forge-repository",
        after: ["forge-accounts"],
        run: () => createRepository(platform),
      },
    ],
  };
  return [...components, forge, reporter].map(
    (component) => [component, component.units?.(platform) ?? []] as const,
  );
}

/** The entrance for customers. */
function edgeOf(environment: Environment): string {
  const inside = (name: string, port: number) => `${name}.svc.cluster.local:${port}`;
  return platform.options.mesh
    ? inside(`${ingress.name}.${ingress.namespace}`, ingressPorts[environment])
    : inside(`api-gateway.shop-${environment}`, 80);
}

async function openForwards(): Promise<readonly Server[]> {
  const { forge, registry, api, argocd, prometheus, reporter: report, shop } = platform.ports;
  const targets = [forge, registry, api, argocd, prometheus, report].map(
    (port) => [port, `127.0.0.1:${port}`] as const,
  );
  const shops = environments.map((environment) => [shop[environment] ?? 0, edgeOf(environment)] as const);
  return Promise.all(
    [...targets, ...shops].map(([port, target]) => forward(platform.gatewaySocket, port, target)),
  );
}

/** Writes are sequential; each includes all changes since the previous one started. */
function report(): void {
  dirty = true;
  writing ??= writeWhileDirty().finally(() => {
    writing = undefined;
  });
}

async function writeWhileDirty(): Promise<void> {
  while (dirty) {
    dirty = false;
    const units = supervisor?.status ?? [];
    await writeStatus(platform.name, {
      pid: process.pid,
      startedAt,
      init: namespaces?.init ?? 0,
      phase,
      message,
      units,
    });
  }
}
