import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { explain, findMissing } from "./preflight.ts";

afterEach(() => vi.unstubAllEnvs());

test("all missing requirements are reported together, each with its remedy", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("PATH", "/nowhere");
  try {
    const findings = await findMissing(`/${"long".repeat(30)}`, [port], true);
    const text = explain(findings);
    for (const part of [
      "the command go is not found",
      "git, tar",
      "unshare",
      `port ${port}`,
      "state folder's name is too long",
    ]) {
      expect(text).toContain(part);
    }
    for (const { remedy } of findings) expect(remedy).not.toBe("");
  } finally {
    server.close();
  }
});
