import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { Deadline } from "./deadline.ts";
import { until } from "./testing.ts";
import { createUpstream } from "./upstream.ts";

const main = join(import.meta.dirname, "../testing/counter.ts");

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
  readonly ended: Promise<{ code: number | null; messages: string[] }>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** A service as a separate process, as in a pod. */
async function startProcess(environment: Record<string, string>): Promise<Running> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, HOST: "127.0.0.1", PORT: "0", REDIS_URL: "redis://127.0.0.1:1", ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  const lines: { msg: string; address?: string }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  const ended = once(child, "close").then(([code]) => ({ code, messages: lines.map((line) => line.msg) }));
  await until("the service is ready", () => lines.some((line) => line.msg === "ready"));
  return { child, address: lines.find((line) => line.msg === "ready")?.address ?? "", ended };
}

/** Sends POSTs, which are never retried, as fast as they are answered; counts the results. */
async function load(address: string, isOver: () => boolean): Promise<{ answered: number; lost: string[] }> {
  const upstream = createUpstream("counter", address, new Registry(), trace.getTracer("test"));
  const outcome = { answered: 0, lost: [] as string[] };
  const send = async () => {
    const caller = { id: "load", deadline: Deadline.after(5000) };
    try {
      const answer = await upstream.call(caller, {
        method: "POST",
        path: "/count",
      });
      await answer.body.dump();
      if (answer.status === 201) outcome.answered += 1;
      else outcome.lost.push(`status ${answer.status}`);
    } catch (error) {
      outcome.lost.push(String(error));
    }
  };
  const worker = async () => {
    while (!isOver()) await send();
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  await upstream.close();
  return outcome;
}

async function isAnswering(address: string): Promise<boolean> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return metrics.includes("http_server_active_requests 1");
}

test("SP-11 a SIGTERM under load loses no request", async () => {
  const { child, address, ended } = await startProcess({ DRAIN_DELAY_MS: "1500", FAULT_LATENCY_MS: "20" });
  let isOver = false;
  const outcome = load(address, () => isOver);
  await delay(300);
  child.kill("SIGTERM");
  await until("it is not ready", async () => (await fetch(`${address}/readyz`)).status === 503);
  // Endpoints follow readiness with a delay; until then requests arrive.
  await delay(700);
  isOver = true;
  const { answered, lost } = await outcome;
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThan(50);
  expect(await ended).toMatchObject({ code: 0, messages: expect.arrayContaining(["draining", "stopped"]) });
});

test("a request that is running at the end of the delay is still answered", async () => {
  const { child, address, ended } = await startProcess({ DRAIN_DELAY_MS: "0", FAULT_LATENCY_MS: "800" });
  const answer = fetch(`${address}/count`);
  await until("the request has arrived", () => isAnswering(address));
  child.kill("SIGTERM");
  expect((await answer).status).toBe(200);
  expect((await ended).code).toBe(0);
});

test("the limit cuts off requests that do not end, and reports it", async () => {
  const { child, address, ended } = await startProcess({
    DRAIN_DELAY_MS: "0",
    DRAIN_LIMIT_MS: "200",
    FAULT_LATENCY_MS: "30000",
    REQUEST_TIMEOUT_MS: "60000",
  });
  const answer = fetch(`${address}/count`).catch(() => "cut off");
  await until("the request has arrived", () => isAnswering(address));
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({
    code: 1,
    messages: expect.arrayContaining(["draining took too long; requests are cut off"]),
  });
  expect(await answer).toBe("cut off");
});

test("all wrong settings are listed on stderr, with exit code 2", async () => {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: "http", REDIS_URL: "s3cret@redis" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  expect(stderr).toContain('PORT: "http" is not a port');
  expect(stderr).toContain("REDIS_URL: the value (secret) is not an address such as redis://host:6379/0");
  expect(stderr).not.toContain("s3cret");
  expect(stderr).not.toContain("    at ");
});

test("a used port ends it with 1 and the reason", async () => {
  const first = await startProcess({});
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: new URL(first.address).port,
      REDIS_URL: "redis://127.0.0.1:1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(log).toContain("EADDRINUSE");
});
