import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { expect, test } from "vitest";
import { body, MAX_BODY } from "./body.ts";
import { title } from "./message.ts";

const release = (version: string): Release => ({
  schema: 1,
  service: "product",
  id: `sha256:${"1".repeat(64)}`,
  version,
  image: { name: "shop/product", digest: `sha256:${"2".repeat(64)}` },
  source: "3".repeat(40),
  strategy: "standard",
});

const promotion: Promotion = {
  kind: "promote",
  environment: "prod",
  from: "staging",
  service: "product",
  old: release("0.1.0"),
  new: release("0.2.0"),
  evidence: { commit: "4".repeat(40), since: "2026-01-01T00:00:00Z" },
  files: new Map(),
  gates: [],
  bypasses: [],
};

const commit = (subject: string) => ({
  sha: "5".repeat(40),
  subject,
  message: subject,
  committedAt: new Date(0),
});

test("the title names service, versions and environment", () => {
  expect(title([promotion])).toBe("promote(prod): product 0.1.0 → 0.2.0");
});

test("PP-25 for any input, the body stays under the limit and names what it left out", () => {
  const commits = Array.from({ length: 500 }, (_, i) => commit(`feat: ${i} ${"*<b>x".repeat(2000)}`));
  const diff = Array.from({ length: 300 }, (_, i) => ({
    resource: `ConfigMap shop-prod/settings-${i}`,
    diff: "+ line\n".repeat(i === 0 ? 100 : 900),
  }));
  const text = body([{ promotion, commits, diff }]);
  expect(text.length).toBeLessThan(MAX_BODY);
  expect(text).toContain("and 450 more");
  expect(text).toContain("Not shown, because of the size limit: ConfigMap");
  const fences = text.split("\n").filter((line) => line.startsWith("```")).length;
  expect(fences % 2).toBe(0);
});

test("a resource is shown whole or not at all", () => {
  const diff = [
    { resource: "ConfigMap a", diff: "+ a\n".repeat(30_000) },
    { resource: "ConfigMap b", diff: "+ b\n" },
  ];
  const text = body([{ promotion, commits: [], diff }]);
  expect(text).not.toContain("+ a");
  expect(text).toContain("```diff\n+ b\n```");
  expect(text).toContain("Not shown, because of the size limit: ConfigMap a.");
});

test("PP-25 three hundred services fit too, each with its row", () => {
  const sections = Array.from({ length: 300 }, (_, i) => ({
    promotion: { ...promotion, service: `service-${i}` },
    commits: Array.from({ length: 50 }, () => commit("feat: something that was done")),
    diff: [{ resource: `Rollout shop-prod/service-${i}`, diff: "+ line\n".repeat(40) }],
  }));
  const text = body(sections);
  expect(text.length).toBeLessThan(MAX_BODY);
  expect(text.match(/^\| service-\d+ \|/gm)).toHaveLength(300);
  expect(text).toContain("Not shown, because of the size limit (Gates and commits): ");
  expect(title(sections.map((each) => each.promotion)).length).toBeLessThanOrEqual(200);
});
