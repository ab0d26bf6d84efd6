import { readdir } from "node:fs/promises";
import { FACT_REFS, readFacts } from "@slipway/lib/app/promotions/read.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { releaseOf, startShop } from "@slipway/testing/repositories/promotion.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test, vi } from "vitest";
import { minutesAgo, soak } from "./testing/trial.ts";

/** Git processes that reading the facts of `count` services starts, some of them with a past to look into. */
async function processesFor(count: number): Promise<number> {
  const services = Array.from({ length: count }, (_, index) => `service-${index}`);
  await using shop = await startShop({ services, policies: soak });
  for (const [version, since] of [
    ["0.1.0", minutesAgo(60)],
    ["0.2.0", minutesAgo(5)],
  ] as const) {
    const at = new Date(since);
    const source = await shop.push(`feat: ${version}`, { "version.txt": version }, at);
    const all = services.map((service) => releaseOf(service, version, source));
    await shop.pinAll("dev", all, at);
    for (const each of all) await shop.report("dev", each, { since }, undefined, at);
  }
  await using traces = await temporaryFolder();
  const git = openGit(shop.developer.path, { identity: { name: "bot", email: "bot@example.com" } });
  const refs = await git.fetch("main", ...FACT_REFS);
  const tip = await git.tree(refs.get("main") ?? "");
  vi.stubEnv("GIT_TRACE2_EVENT", traces.path);
  const facts = await readFacts({ git, tip, refs, now: new Date() });
  vi.unstubAllEnvs();
  expect(facts.map(({ past }) => past.map(({ release: { version } }) => version))).toEqual(
    services.map(() => ["0.1.0"]),
  );
  return (await readdir(traces.path)).length;
}

test("PP-27 reading ten services starts as many git processes as reading one", async () => {
  const one = await processesFor(1);
  expect(one).toBeGreaterThan(3);
  expect(await processesFor(10)).toBe(one);
});
