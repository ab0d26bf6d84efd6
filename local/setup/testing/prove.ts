/**
 * Runs every program that tests run, in the same way as the tests, and prints a line for each; see
 * setup.test.ts.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, openBrowser } from "@slipway/testing/browser.ts";
import { execa } from "execa";
import { startNats } from "../../../services/kit/data-plane/nats.ts";
import { asAdmin, startPostgres } from "../../../services/kit/data-plane/postgres.ts";
import { startRedis } from "../../../services/kit/data-plane/redis.ts";
import type { ServerProcess } from "../../../services/kit/data-plane/server-process.ts";
import { freePorts } from "../../../services/kit/shop/ports.ts";
import { findBinary } from "../programs.ts";

const versions = {
  helm: ["version", "--short"],
  kustomize: ["version"],
  cosign: ["version"],
  trivy: ["--version"],
  buildctl: ["--version"],
};

for (const [command, args] of Object.entries(versions)) {
  await execa(command, args, { timeout: 60_000 });
  said(command, (await execa("sh", ["-c", 'command -v "$0"', command])).stdout);
}
const folder = mkdtempSync(join(tmpdir(), "slipway-prove-"));
// The server's own user needs access.
chmodSync(folder, 0o711);
const servers: ServerProcess[] = [];
try {
  const [postgres = 0, redis = 0, nats = 0] = await freePorts(26_000 + (process.pid % 10_000), 3);
  servers.push(await startPostgres(join(folder, "postgres"), postgres));
  await asAdmin(postgres, (connection) => connection.query("select 1"));
  said("initdb", findBinary("initdb"));
  servers.push(await startRedis(join(folder, "redis"), redis));
  said("redis-server", findBinary("redis-server"));
  servers.push(await startNats(join(folder, "nats"), nats, ["shop"]));
  said("nats-server", findBinary("nats-server"));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(folder, { recursive: true, force: true });
}
const browser = await openBrowser();
try {
  const page = await browser.newPage();
  await page.setContent("<p style='font-family: monospace'>text</p>");
  const { width = 0 } = (await page.locator("p").boundingBox()) ?? {};
  if (width === 0) throw new Error("The browser draws no text.");
  said("chromium", findChromium());
} finally {
  await browser.close();
}

function said(command: string, path = "nowhere"): void {
  process.stdout.write(`${command} ${path}\n`);
}
