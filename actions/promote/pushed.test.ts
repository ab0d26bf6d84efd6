/** Soak by the forge's times: commits that say they are old, and were pushed a moment ago. */
import { git } from "@slipway/testing/git/git.ts";
import { releaseOf, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const EVIDENCE = "evidence/dev/main";
const soak = { staging: { gates: "{soak: 30m}" } };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** By the dates of its commits product is healthy for an hour. */
async function start() {
  const shop = await startShop({ policies: soak });
  const before = await git(shop.bare, "rev-parse", "main");
  const at = minutesAgo(60);
  const first = releaseOf("product", "0.0.1", before);
  await shop.report("dev", first, { since: at.toISOString() }, undefined, minutesAgo(90));
  const made = await shop.pin("dev", "product", "0.1.0", undefined, undefined, at);
  await shop.report("dev", made, { since: at.toISOString() }, undefined, at);
  const [pin, report] = await Promise.all(["main", EVIDENCE].map((ref) => git(shop.bare, "rev-parse", ref)));
  const old = await git(shop.bare, "rev-parse", `${EVIDENCE}^`);
  return Object.assign(shop, { commits: { main: [pin, before], [EVIDENCE]: [report, old] } });
}

/** What the forge recorded of a branch: its newest commit pushed then, the one before it hours ago. */
function record(
  shop: Awaited<ReturnType<typeof start>>,
  branch: "main" | typeof EVIDENCE,
  minutes: number,
  hasOlder = true,
): void {
  const [newest = "", older = ""] = shop.commits[branch] ?? [];
  const push = (after: string, ago: number) => ({
    after,
    login: "slipway[bot]",
    timestamp: minutesAgo(ago).toISOString(),
  });
  shop.forge.pushes.set(branch, [push(newest, minutes), ...(hasOlder ? [push(older, 300)] : [])]);
}

async function said(shop: Shop): Promise<readonly string[]> {
  const { results } = await shop.run();
  const waiting = results.flatMap(({ status, reason }) => (status === "waiting" ? [reason] : []));
  return [...waiting, ...shop.forge.pulls.flatMap(({ body }) => /soak: (.*)/.exec(body ?? "")?.[1] ?? [])];
}

test.each([
  ["the pin", "main", EVIDENCE],
  ["the report", EVIDENCE, "main"],
] as const)("planted: %s says it is an hour old, and was pushed two minutes ago", async (_, late, early) => {
  await using shop = await start();
  record(shop, late, 2);
  record(shop, early, 60);
  expect(await said(shop)).toEqual([
    expect.stringMatching(/healthy in dev for 2 min.* of 30 min \(from the push of [0-9a-f]{12} on /),
  ]);
  record(shop, late, 60);
  expect(await said(shop)).toEqual([
    expect.stringMatching(/healthy in dev for 59 min|healthy in dev for 1 h/),
  ]);
});

test("planted: a backdated history that replaces an evidence branch began with its push", async () => {
  await using shop = await start();
  record(shop, "main", 60);
  shop.forge.pushes.set(EVIDENCE, [
    { after: shop.commits[EVIDENCE][0] ?? "", login: "eve", timestamp: minutesAgo(2).toISOString() },
    { after: "9".repeat(40), login: "reporter[bot]", timestamp: minutesAgo(300).toISOString() },
  ]);
  expect(await said(shop)).toEqual([expect.stringMatching(/healthy in dev for 2 min.* of 30 min/)]);
});

test.each([
  ["remembers no push", (shop: Shop) => shop.forge.pushes.clear(), "the forge does not remember when"],
  ["may not be asked", (shop: Shop) => shop.forge.pushes.set("main", undefined), "the token may not read"],
] as const)(
  "a forge that %s: the date of that commit counts, and the pull request reports it",
  async (_, act, why) => {
    await using shop = await start();
    record(shop, EVIDENCE, 60);
    act(shop);
    const [words] = await said(shop);
    expect(words).toMatch(/healthy in dev for (1 h|59 min).*date of its commit counts/);
    expect(words).toContain(why);
  },
);

test("one request a branch, however many services ask", async () => {
  await using shop = await startShop({ services: ["cart", "product", "user"], policies: soak });
  const before = await git(shop.bare, "rev-parse", "main");
  const all = ["cart", "product", "user"].map((service) => releaseOf(service, "0.1.0", before));
  await shop.pinAll("dev", all, minutesAgo(60));
  for (const each of all)
    await shop.report("dev", each, { since: minutesAgo(60).toISOString() }, undefined, minutesAgo(60));
  await shop.run();
  const asked = shop.forge.requests.filter((request) => request.path.endsWith("/activity"));
  expect(asked).toHaveLength(2);
  expect(shop.forge.pulls).toHaveLength(3);
});
