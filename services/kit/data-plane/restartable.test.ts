import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePorts } from "../shop/ports.ts";
import { asAdmin, startPostgres } from "./postgres.ts";
import { Restartable } from "./restartable.ts";

test("a killed server continues with its committed data, and deletes it when it is stopped", async () => {
  const [port = 0] = await freePorts(23_000, 1);
  const parent = mkdtempSync(join(tmpdir(), "slipway-restartable-"));
  chmodSync(parent, 0o711);
  const folder = join(parent, "postgres");
  const server = await Restartable.start(() => startPostgres(folder, port));
  try {
    await ask(port, "create table kept (value int primary key)");
    for (const value of [1, 2, 3]) {
      await ask(port, `insert into kept values (${value})`);
      await server.kill();
      await server.restart();
    }
    const kept = await ask(port, "select value from kept order by value");
    expect(kept.map(({ value }) => value)).toEqual([1, 2, 3]);
  } finally {
    await server.stop();
  }
  expect(existsSync(join(folder, "data"))).toBe(false);
  rmSync(parent, { recursive: true, force: true });
}, 180_000);

/** Over a new connection, because a broken connection reports the error late. */
async function ask(port: number, statement: string) {
  return (await asAdmin(port, (connection) => connection.query(statement))).rows;
}
