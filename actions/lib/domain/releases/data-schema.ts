/**
 * Which versions of its data store's schema a release can live with. Migrations only go forward: one release adds what is
 * new (expand), a later one uses it, a still later one drops what is old (contract). A release that is brought back finds
 * the store as the newest ones left it.
 */
import * as z from "zod";

export interface DataSchema {
  /** The version its code reads and writes. */
  readonly needs: number;
  /** The versions whose code the store serves once its migrations ran, without gaps: `[3, 4]` after an expand, `[4]` after the contract. */
  readonly provides: readonly number[];
}

const version = z.int("expected a whole number").min(0, "expected a whole number from 0 on");

export const dataSchema = z
  .strictObject({
    needs: version.describe("schema version that the code reads and writes"),
    provides: z
      .array(version)
      .min(1, "expected at least one version")
      .describe("schema versions whose code works after the migrations, oldest first"),
  })
  .refine(({ provides }) => provides.every((each, index) => each === (provides[0] ?? 0) + index), {
    path: ["provides"],
    message: "expected consecutive versions, oldest first",
  })
  .refine(({ needs, provides }) => provides.includes(needs), {
    path: ["needs"],
    message: "expected one of those it provides: a release runs on what its own migrations leave",
  });

/** What is left of a store's versions after all these releases, in whatever order: neither end ever moves back. */
export interface Served {
  readonly oldest: number;
  readonly newest: number;
}

/** Undefined: none of them has such a store. */
export function servedBy(schemas: readonly (DataSchema | undefined)[]): Served | undefined {
  const all = schemas.flatMap((schema) => schema ?? []);
  if (all.length === 0) return undefined;
  return {
    oldest: Math.max(...all.map(({ provides }) => provides[0] ?? 0)),
    newest: Math.max(...all.map(({ provides }) => provides.at(-1) ?? 0)),
  };
}

/** Undefined: it fits. A release that declares nothing needs nothing. */
export function misfit(schema: DataSchema | undefined, served: Served | undefined): string | undefined {
  if (schema === undefined || served === undefined) return undefined;
  if (schema.needs >= served.oldest && schema.needs <= served.newest) return undefined;
  const left = served.oldest === served.newest ? `${served.oldest}` : `${served.oldest} to ${served.newest}`;
  return `needs data schema ${schema.needs}, and migrations have left ${left}`;
}
