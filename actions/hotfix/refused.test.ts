import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { builtFrom, HOTFIX, type Shop, startShop } from "@slipway/testing/repositories/hotfix.ts";
import { expect, test } from "vitest";
import { BRANCH, FILE, only, start } from "./testing/start.ts";

test("approvals of its own number are of the present head, and open the check", async () => {
  await using shop = await start({ policy: "gates: {soak: 30m}\nhotfix: {allowed: true, approvals: 1}\n" });
  await shop.run(builtFrom(shop.fix));
  const wanting = { state: "pending", description: "product: approval: 0 of 1 approvals" };
  expect(shop.forge.statuses).toMatchObject([wanting]);
  await shop.approve(BRANCH);
  await shop.run();
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "success" });
  const better = await shop.cut("hotfix/sell", shop.fix, { "services/product/src/b.ts": "export {};\n" });
  await shop.run(builtFrom(better, "hotfix/sell", `sha256:${"9".repeat(64)}`));
  expect(shop.forge.statuses.at(-1)).toMatchObject(wanting);
});

test.each<[string, string, string | RegExp]>([
  ["a stop", "stop", /stop: prod is stopped/],
  ["a hold of its image", "hold", /hold: .*sells nothing/],
  ["a freeze, where the environment forbids hotfixes in one", "freeze", /freeze: frozen by "always"/],
])("%s keeps it out, and an open pull request from being merged", async (_, kind, words) => {
  const always = 'freezes: [{name: always, cron: "0 0 * * *", duration: 2d, timezone: UTC}]\n';
  const policy =
    kind === "freeze" ? `${always}hotfix: {allowed: true, approvals: 0, inFreeze: allow}\n` : HOTFIX;
  await using shop = await start({ policy });
  await shop.run(builtFrom(shop.fix));
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "success" });
  await close(shop, kind);
  const result = only(await shop.run());
  expect(result?.reason).toMatch(words);
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual(result?.status === "waiting" ? [BRANCH] : []);
  const [pull] = shop.forge.pulls;
  if (pull?.state === "open") expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "failure" });
});

async function close(shop: Shop, kind: string): Promise<void> {
  if (kind === "stop") {
    await shop.developer.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/prod");
    return;
  }
  const file = "environments/prod/environment.yaml";
  if (kind === "freeze") {
    const text = await shop.show(`main:${file}`);
    await shop.push("chore: freeze", { [file]: `${text.replace("inFreeze: allow", "inFreeze: deny")}\n` });
    return;
  }
  const release = await shop.show(`${BRANCH}:${FILE}`);
  const id = /^id: (\S+)$/m.exec(release)?.[1] ?? "";
  const image = { name: "shop/product", digest: `sha256:${"f".repeat(64)}` };
  const held = {
    schema: 1,
    service: "product",
    id,
    version: "1.4.3",
    image,
    source: shop.pinned,
    strategy: "standard",
  } as const;
  const order = {
    cause: "person",
    reason: "sells nothing",
    by: "ada",
    at: new Date(0),
    until: null,
  } as const;
  await shop.push("chore: hold", {
    [holdFile("prod", "product", id)]: formatHold(toHold("prod", held, order)),
  });
}

test("planted: a branch that was not started exactly at the pinned source is refused", async () => {
  await using shop = await startShop();
  const later = await shop.push("feat: later", { "services/product/src/later.ts": "export {};\n" });
  const onMain = await shop.cut("hotfix/late", later);
  expect(only(await shop.run(builtFrom(onMain, "hotfix/late")))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("contains commits of main that are not in prod, up to"),
  });
  const older = await shop.cut("hotfix/old", `${shop.pinned}~0`);
  await shop.pin("prod", "1.4.9", later, "e");
  expect(only(await shop.run(builtFrom(older, "hotfix/old")))).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(
      /does not contain .*the source of product 1\.4\.9 in prod.*\n.*git switch -c/,
    ),
  });
  expect(shop.forge.pulls).toEqual([]);
  expect(await shop.refs("refs/tags")).toEqual([]);
});

test("planted: an environment that allows none, and a commit that is not on the hotfix's branch", async () => {
  await using shop = await start({ policy: "" });
  await expect(shop.run(builtFrom(shop.fix))).rejects.toThrow("no environment allows hotfixes");
  expect(only(await shop.run({ ...builtFrom(shop.fix), environments: "prod" }))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("prod allows no hotfix"),
  });
  await using other = await start();
  const elsewhere = await other.cut("topic", other.pinned, { "services/product/src/x.ts": "export {};\n" });
  expect(only(await other.run(builtFrom(elsewhere)))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("is not on hotfix/sell"),
  });
});
