import { createHash } from "node:crypto";
import type { Sql } from "./sql.ts";

/**
 * One step of a schema, forward only. During a canary the previous release also uses the new schema, so a
 * step may only add. A step that removes something comes one release after the last one that needs it, and is
 * named `contract: …` (migration-lint.ts).
 */
export interface Migration {
  /** Unique and in order: `0001 orders`. */
  readonly name: string;
  readonly up: string;
}

/** The same number in every replica: only one of them migrates at a time. */
const lock = 7_241_990_155;

/** Applies missing steps, each in one transaction. Throws when an applied step has changed since. */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<void> {
  await sql.transaction(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`;
    await tx`create table if not exists migrations (
      name text primary key, digest text not null, applied_at timestamptz not null default now())`;
  });
  for (const migration of migrations) await apply(sql, migration);
}

async function apply(sql: Sql, { name, up }: Migration): Promise<void> {
  const digest = createHash("sha256").update(up.replace(/\s+/g, " ").trim()).digest("hex");
  await sql.transaction(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lock})`;
    const [applied] = await tx<{ digest: string }>`select digest from migrations where name = ${name}`;
    if (applied !== undefined && applied.digest !== digest)
      throw new Error(`Migration "${name}" was changed after it was applied. Restore it, and add a new one.`);
    if (applied !== undefined) return;
    for (const statement of statementsOf(up)) await tx(Object.assign([statement], { raw: [statement] }));
    await tx`insert into migrations (name, digest) values (${name}, ${digest})`;
  });
}

/** Statements end with a semicolon at the end of a line. */
function statementsOf(up: string): string[] {
  return up
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
