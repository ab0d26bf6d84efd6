import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Findings } from "@slipway/lib/domain/errors/user-error.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";

const path = "eks/versions.yaml";
const date = z.iso.date("expected a date such as 2027-03-27");
const table = z.strictObject({ source: z.string(), ends: z.record(z.string(), date) });
const schema = z.strictObject({
  read: date,
  minimumDays: z.int().positive(),
  kubernetes: table,
  postgres: table,
});

/** eks/versions.yaml: when support ends, as read on a day. */
export type Versions = z.output<typeof schema>;

export async function readVersions(root: string): Promise<Versions> {
  const text = await readFile(join(root, path), "utf8");
  const { value, findings } = parseYaml(text, path, { schema, remedy: "Dates stand as YYYY-MM-DD." });
  if (value === undefined) throw new Findings(findings);
  return value;
}

/** Whole days of support left at `now` (UTC); undefined for a version that the table does not know. */
export function daysLeft(
  ends: Readonly<Record<string, string>>,
  version: string,
  now: Date,
): number | undefined {
  const end = ends[version];
  return end === undefined
    ? undefined
    : Math.floor((Date.parse(`${end}T00:00:00Z`) - now.getTime()) / 86_400_000);
}
