/**
 * The routes of argocd/addons/kube-prometheus-stack, in a real Alertmanager: which webhook gets which alert,
 * and which alert is inhibited.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { waitFor } from "../../../local/wait/wait.ts";
import { freePorts } from "../../../services/kit/shop/ports.ts";

interface Alert {
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
}
interface Route {
  readonly routes?: readonly Route[];
}
interface Values {
  readonly alertmanager: { readonly config: { readonly route: Route } };
}

const mounted = "/etc/alertmanager/secrets/alertmanager-receivers";
const values = readFileSync(join(import.meta.dirname, "../kube-prometheus-stack/values.yaml"), "utf8");
const { config } = (parse(values) as Values).alertmanager;

/** Requests received at each path of the webhook server. */
const received: { readonly path: string; readonly alert: Alert }[] = [];
const webhook = createServer((request, response) => {
  request.setEncoding("utf8");
  let body = "";
  request.on("data", (part: string) => {
    body += part;
  });
  request.on("end", () => {
    const { alerts } = JSON.parse(body) as { readonly alerts: readonly Alert[] };
    received.push(...alerts.map((alert) => ({ path: request.url ?? "", alert })));
    response.end();
  });
});

let folder: TemporaryFolder;
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await once(webhook.listen(0, "127.0.0.1"), "listening");
  const { port } = webhook.address() as AddressInfo;
  const receivers = join(folder.path, "receivers");
  await mkdir(receivers);
  for (const name of ["page", "ticket", "heartbeat"])
    await writeFile(join(receivers, `${name}-url`), `http://127.0.0.1:${port}/${name}`);
  const file = join(folder.path, "alertmanager.yaml");
  await writeFile(file, stringify(atOnce(config)).replaceAll(mounted, receivers));
  const [own = 0] = await freePorts(29_300, 1);
  url = `http://127.0.0.1:${own}`;
  const flags = [`--config.file=${file}`, `--storage.path=${join(folder.path, "data")}`];
  server = spawn(
    "alertmanager",
    [...flags, `--web.listen-address=127.0.0.1:${own}`, "--cluster.listen-address="],
    { stdio: "ignore" },
  );
  await waitFor(
    async () => {
      const { status } = await fetch(`${url}/api/v2/status`);
      return status === 200 ? { value: true } : { seen: `it answers ${status}` };
    },
    { what: "Alertmanager", seconds: 60 },
  );
});

afterAll(async () => {
  server?.kill();
  webhook.close();
  await folder?.[Symbol.asyncDispose]();
});

/** The same routes without the delay in which alerts are grouped. */
function atOnce<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll(/"group_(wait|interval)":"\w+"/g, '"group_$1":"1s"');
  return JSON.parse(text) as T;
}

async function fire(...all: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const alerts = all.map((labels) => ({ labels }));
  await post(alerts);
}

async function post(alerts: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(alerts),
  });
  expect(response.status).toBe(200);
}

const burn = (service: string, severity: string, window: string, namespace = "shop-prod") => ({
  alertname: "ErrorBudgetBurn",
  namespace,
  service,
  slo: "availability",
  severity,
  window,
});

const arrives = (path: string, labels: Readonly<Record<string, string>>, status = "firing") =>
  waitFor(
    async () => {
      const found = received.find(
        ({ path: at, alert }) =>
          at === path &&
          alert.status === status &&
          Object.entries(labels).every(([key, value]) => alert.labels[key] === value),
      );
      return found === undefined ? { seen: JSON.stringify(received) } : { value: found };
    },
    { what: `${status} at ${path}: ${JSON.stringify(labels)}`, seconds: 60 },
  );

test("ES-24 a page in prod is sent, and inhibits tickets about the same service", async () => {
  await fire(burn("order", "page", "1h"), burn("order", "ticket", "1d"), burn("cart", "ticket", "3d"));
  await arrives("/page", burn("order", "page", "1h"));
  // The ticket of another service shows that tickets have been sent by now.
  await arrives("/ticket", burn("cart", "ticket", "3d"));
  expect(
    received.filter(({ path, alert }) => path === "/ticket" && alert.labels.service === "order"),
  ).toEqual([]);
});

test("alerts of dev are tickets, and a critical alert of the cluster is a page", async () => {
  await fire(burn("user", "ticket", "1h", "shop-dev"), {
    alertname: "KubeNodeNotReady",
    severity: "critical",
    node: "a",
  });
  await arrives("/ticket", { service: "user", namespace: "shop-dev" });
  await arrives("/page", { alertname: "KubeNodeNotReady" });
});

test("the heartbeat goes only to the service outside the cluster", async () => {
  await fire({ alertname: "Watchdog", severity: "none" });
  await arrives("/heartbeat", { alertname: "Watchdog" });
  expect(
    received.filter(({ path, alert }) => path !== "/heartbeat" && alert.labels.alertname === "Watchdog"),
  ).toEqual([]);
});

test("the end of an outage goes to the receiver of its start", async () => {
  await post([{ labels: burn("payment", "page", "6h") }]);
  await arrives("/page", { service: "payment" });
  await post([{ labels: burn("payment", "page", "6h"), endsAt: new Date(Date.now() - 1000).toISOString() }]);
  await arrives("/page", { service: "payment" }, "resolved");
});

test("amtool accepts the configuration, and refuses a route to a receiver that does not exist", async () => {
  const check = async (text: string) => {
    const file = join(folder.path, "checked.yaml");
    await writeFile(file, text);
    return exec("amtool", ["check-config", file], { allowFailure: true, timeoutMs: 60_000 });
  };
  expect((await check(stringify(config))).exitCode).toBe(0);
  const planted = await check(stringify(config).replace("receiver: pages", "receiver: pagers"));
  expect(planted.exitCode).not.toBe(0);
  expect(planted.stdout + planted.stderr).toContain("pagers");
});
