/** A release that must not move into an environment: one file a hold, added by bots and people, deleted by owners. */

import { stringify } from "yaml";
import * as z from "zod";
import { Findings } from "../errors/user-error.ts";
import { digest, sha } from "../parsing/identifiers.ts";
import { parseYaml } from "../parsing/yaml.ts";
import type { Release } from "../releases/releases.ts";

/**
 * `rollback`: a person rolled it back; `failed`: its canary was judged and bad; `error`: its canary could not
 * be judged; `person`: a person held it, or reverted it with git alone.
 */
export type HoldCause = "rollback" | "failed" | "error" | "person";

export interface Hold {
  readonly schema: 1;
  readonly environment: string;
  readonly service: string;
  readonly releaseId: string;
  readonly digest: string;
  readonly version: string;
  /** Full sha of the commit the held release was built from. */
  readonly source: string;
  readonly cause: HoldCause;
  /** Why, for people. */
  readonly reason: string;
  /** The person or bot that set it. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** When it ends by itself; null: until a newer release, or until an owner lifts it. */
  readonly until: string | null;
}

const time = z.iso.datetime("expected a time in UTC like 2026-01-01T00:00:00Z");

export const holdSchema = z.strictObject({
  schema: z.literal(1, "only schema 1 is known").describe("version of this format"),
  environment: z.string().min(1).describe("environment that the release is kept out of"),
  service: z.string().min(1).describe("name of the service"),
  releaseId: digest.describe("id of the held release"),
  digest: digest.describe("image digest of the held release"),
  version: z
    .string()
    .regex(/^\w[\w.-]{0,127}$/, "expected a version like 1.4.2, or a tag")
    .describe("version of the held release; the tag, where pins stand in files of your own"),
  source: sha.describe("commit that the held release was built from"),
  cause: z
    .enum(["rollback", "failed", "error", "person"], 'expected "rollback", "failed", "error" or "person"')
    .describe(
      "`rollback`: rolled back by order; `failed`: its canary failed; `error`: its canary could not be judged; `person`: held or reverted by a person",
    ),
  reason: z.string().min(1, "expected a reason").describe("why it is held"),
  by: z.string().min(1, "expected a name").describe("who set the hold"),
  at: time.describe("when it was set, UTC"),
  until: time
    .nullable()
    .describe("when it expires; `null`: when a newer release arrives or an owner lifts it"),
});

const kind = {
  schema: holdSchema,
  remedy: "Put it back as `slipway hold` writes it, or delete the file to lift the hold.",
};

const HEADER =
  "# Written by `slipway rollback` and `slipway hold`. Deleting it lifts the hold: an owner's act.\n";

const ID_DIGITS = 12;

export function holdsFolder(environment: string): string {
  return `environments/${environment}/holds`;
}

export function holdFile(environment: string, service: string, releaseId: string): string {
  const digits = releaseId.replace(/^sha256:/, "").slice(0, ID_DIGITS);
  return `${holdsFolder(environment)}/${service}-${digits}.yaml`;
}

/** Reads one hold. `where` is its path: a hold in another's place says nothing that can be trusted. Throws `Findings`. */
export function parseHold(text: string | Buffer, where: string): Hold {
  const { value, findings } = parseYaml(text, where, kind);
  Findings.throwIfAny(findings);
  const hold = value as Hold;
  const place = holdFile(hold.environment, hold.service, hold.releaseId);
  if (place === where) return hold;
  throw new Findings([`${where}: holds what belongs into ${place}.\n  Move it there, or delete the file.`]);
}

/** The bytes of a hold: equal holds give equal bytes. */
export function formatHold(hold: Hold): string {
  const ordered: Hold = {
    schema: 1,
    environment: hold.environment,
    service: hold.service,
    releaseId: hold.releaseId,
    digest: hold.digest,
    version: hold.version,
    source: hold.source,
    cause: hold.cause,
    reason: hold.reason,
    by: hold.by,
    at: hold.at,
    until: hold.until,
  };
  // Always quoted: a version, a time or a sha of digits would be parsed as another type.
  const style = { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;
  return `${HEADER}${stringify(ordered, style)}`;
}

export type HoldOrder = Pick<Hold, "cause" | "reason" | "by" | "until"> & { readonly at: Date };

/** A hold of `release`. Times are whole seconds, like git's. */
export function toHold(environment: string, release: Release, { at, ...order }: HoldOrder): Hold {
  const { service, id, image, version, source } = release;
  return {
    schema: 1,
    environment,
    service,
    releaseId: id,
    digest: image.digest,
    version,
    source,
    ...order,
    at: toSeconds(at),
  };
}

export function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
