/** Trivy's database of vulnerabilities: a scan without one, or with an old one, finds nothing, and that is no pass. */

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "../../domain/errors/user-error.ts";
import { parseJson } from "../../domain/parsing/json.ts";

/** Schema trivy v0.74 reads. */
const SCHEMA = 2;
const CLOCK_SKEW_MS = 3_600_000;

export interface Database {
  /** Trivy's cache folder that holds it. */
  readonly cache: string;
  /** When it was made, not when it was fetched. */
  readonly updatedAt: Date;
  /** Made from fixtures, for tests and for where no real one can be had: it knows nothing of real packages. */
  readonly isFixture: boolean;
}

export class DatabaseUnusable extends UserError {
  override readonly name = "DatabaseUnusable";
}

const metadata = z.object({
  Version: z.number(),
  UpdatedAt: z.iso.datetime({ offset: true }),
  Fixture: z.boolean().optional(),
});

/** The database in trivy's `cache` folder. Throws {@link DatabaseUnusable} where there is none to rely on. */
export async function readDatabase(cache: string): Promise<Database> {
  const file = join(cache, "db", "metadata.json");
  const [text, size] = await Promise.all([
    readFile(file, "utf8").catch(() => undefined),
    stat(join(cache, "db", "trivy.db")).then(
      ({ size }) => size,
      () => 0,
    ),
  ]);
  if (text === undefined || size === 0)
    throw unusable(`${join(cache, "db")}: holds no vulnerability database`);
  const { data } = metadata.safeParse(parseJson(text));
  if (data === undefined)
    throw unusable(`${file}: not the description of a database, got ${text.slice(0, 80)}`);
  if (data.Version !== SCHEMA) throw unusable(`${file}: schema ${data.Version}, but trivy reads ${SCHEMA}`);
  return { cache, updatedAt: new Date(data.UpdatedAt), isFixture: data.Fixture ?? false };
}

export interface Demands {
  readonly now: Date;
  readonly maxAgeSeconds: number;
  readonly fixtures: "refuse" | "accept";
}

/** Throws {@link DatabaseUnusable} where the database may not decide. A fixture has no age that means anything. */
export function requireUsable(database: Database, { now, maxAgeSeconds, fixtures }: Demands): void {
  const { cache, updatedAt, isFixture } = database;
  if (isFixture) {
    if (fixtures === "accept") return;
    throw new DatabaseUnusable(
      `${join(cache, "db")}: made from fixtures, so it knows nothing of real packages.\n  Delete it, so that a real one is fetched; \`fixture-database: accept\` is for tests and platforms without network.`,
    );
  }
  const age = now.getTime() - updatedAt.getTime();
  if (age < -CLOCK_SKEW_MS)
    throw unusable(`${join(cache, "db")}: made on ${updatedAt.toISOString()}, which is yet to come`);
  if (age > maxAgeSeconds * 1000)
    throw unusable(
      `${join(cache, "db")}: made on ${updatedAt.toISOString()}, ${hours(age)} hours ago, more than the ${hours(maxAgeSeconds * 1000)} allowed`,
    );
}

const hours = (milliseconds: number): number => Math.round(milliseconds / 360_000) / 10;

const unusable = (words: string): DatabaseUnusable =>
  new DatabaseUnusable(
    `${words}; without it no image can pass.\n  Let scan-image fetch one (\`database-repositories\`), or put one there: trivy image --download-db-only --cache-dir <cache>.`,
  );
