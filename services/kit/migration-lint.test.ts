import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { lintMigrations } from "./migration-lint.ts";
import type { Migration } from "./src/migrations.ts";

const services = dirname(import.meta.dirname);
const withDatabase = readdirSync(services).filter(
  (name) =>
    // The folder of the kit is where they are applied.
    name !== "kit" && existsSync(join(services, name, "src/migrations.ts")),
);

test("there are services with migrations", () => {
  expect(withDatabase.length).toBeGreaterThan(3);
});

test.each(withDatabase)("the previous release of %s works with its schema", async (name) => {
  const url = pathToFileURL(join(services, name, "src/migrations.ts")).href;
  const { migrations } = (await import(url)) as { migrations: readonly Migration[] };
  expect(lintMigrations(name, migrations)).toEqual([]);
});

test.each([
  ["drop table orders;", "drops"],
  ["alter table orders drop column total;", "drops"],
  ["alter table orders\n  drop total;", "drops"],
  ["truncate orders;", "empties"],
  ["alter table orders rename to purchases;", "renames"],
  ["alter table orders rename column total to amount;", "renames"],
  ["alter table orders alter column total type text;", "changes a type"],
  ["alter table orders alter total set data type text;", "changes a type"],
  ["alter table orders alter column total set not null;", "demands"],
  ["alter table orders add column note text not null;", "does not fill"],
  ["alter table orders add note text not null;", "does not fill"],
  ["alter table orders add column a int not null default 0, add column b text not null;", "does not fill"],
])("refuses: %s", (up, what) => {
  expect(lintMigrations("order", [{ name: "0001 planted", up }])).toEqual([
    expect.stringMatching(new RegExp(`^order: migration "0001 planted" .*${what}`)),
  ]);
  expect(lintMigrations("order", [{ name: "contract: 0001 planted", up }])).toEqual([]);
});

test.each([
  "create table orders (id uuid primary key, total bigint not null);",
  "alter table orders add column note text;",
  "alter table orders add column note text not null default '';",
  "alter table orders alter column note drop not null;",
  "alter table orders drop constraint orders_total_check;",
  "-- drop table orders\ninsert into notes values ('drop table orders');",
])("accepts: %s", (up) => {
  expect(lintMigrations("order", [{ name: "0001 planted", up }])).toEqual([]);
});

test("refuses names without an order", () => {
  const named = (...names: string[]) =>
    lintMigrations(
      "order",
      names.map((name) => ({ name, up: "" })),
    );
  expect(named("orders")).toEqual([expect.stringContaining("has no number")]);
  expect(named("0002 a", "0002 b")).toEqual([expect.stringContaining("is not after 0002")]);
  expect(named("0001 a", "contract: 0002 b", "0003 c")).toEqual([]);
});
