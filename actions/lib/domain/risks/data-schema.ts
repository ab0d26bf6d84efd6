/** A change of a service's data schema that old and new pods, or a rollback, would not survive. */
import type { DataSchema } from "../releases/releases.ts";

/** A release that may still run when the next one's migrations do. */
export interface Standing {
  /** `0.3.0 in prod` */
  readonly name: string;
  readonly dataSchema: DataSchema | undefined;
}

export function dataSchemaNotes(
  before: DataSchema | undefined,
  after: DataSchema | undefined,
  standing: readonly Standing[],
): readonly string[] {
  if (before === undefined) return after === undefined ? [] : cutOff(after, standing);
  if (after === undefined) return ["its data schema is no longer declared: every rollback looks possible"];
  return [...backwards(before, after), ...together(before, after), ...cutOff(after, standing)];
}

function backwards(before: DataSchema, after: DataSchema): readonly string[] {
  const [old, renewed] = [before.provides.at(-1) ?? 0, after.provides.at(-1) ?? 0];
  if (renewed >= old) return [];
  return [`provides data schema ${renewed} at most, ${old} before: migrations only go forward`];
}

/** Use before expand: until its own migration has run, the store has nothing that this code could work with. */
function together(before: DataSchema, after: DataSchema): readonly string[] {
  if (after.needs <= (before.provides.at(-1) ?? 0)) return [];
  return [
    `needs data schema ${after.needs} in the release that first provides it: release the expand first (needs: ${before.needs}), then what uses it`,
  ];
}

/** Contract before everybody has moved on. */
function cutOff({ provides: [oldest = 0] }: DataSchema, standing: readonly Standing[]): readonly string[] {
  return standing.flatMap(({ name, dataSchema }) =>
    dataSchema === undefined || dataSchema.needs >= oldest
      ? []
      : [
          `drops data schema ${dataSchema.needs}, which ${name} still needs: its pods fail while the next release comes, and no rollback leads back to it`,
        ],
  );
}
