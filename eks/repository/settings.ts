import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Findings } from "@slipway/lib/domain/errors/user-error.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";

const path = "eks/aws.yaml";

const environment = z.strictObject({
  database: z
    .string()
    .regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "expected an RDS instance class such as db.t4g.medium"),
  cache: z
    .string()
    .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, "expected an ElastiCache node type such as cache.t4g.micro"),
  zones: z.union([z.literal(1), z.literal(3)], "expected 1 (a single copy) or 3 (a standby in another zone)"),
  backupDays: z.int().min(1, "expected at least 1 day").max(35, "expected at most 35 days, RDS's limit"),
});

const schema = z.strictObject({
  account: z.string("expected a quoted number of 12 digits").regex(/^\d{12}$/, "expected 12 digits"),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected a region such as eu-west-1"),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name"),
  repositoryId: z.string("expected a quoted number").regex(/^\d+$/, "expected the repository's number"),
  subject: z
    .string()
    .regex(
      /^repo:[^:*?\s]+\/[^:*?\s]+$/,
      "expected repo:<owner>/<name> as GitHub's tokens say it, no wildcard",
    ),
  domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "expected a domain name"),
  hosts: z
    .array(z.string().regex(/^[a-z0-9-]+$/, "expected a name below the domain, such as api"))
    .default([]),
  images: z.array(z.string().regex(/^[a-z0-9][a-z0-9._/-]*$/, "expected a repository's name")).default([]),
  environments: z.record(z.string(), environment),
});

/** eks/aws.yaml: what only the owner of the account knows. */
export type Settings = z.output<typeof schema>;

/** Throws `Findings` with everything wrong in the file. */
export async function readSettings(root: string): Promise<Settings> {
  return parseSettings(await readFile(join(root, path), "utf8"));
}

export function parseSettings(text: string): Settings {
  const { value, findings } = parseYaml(text, path, {
    schema,
    remedy: "eks/README.md says what each line means.",
  });
  if (value === undefined) throw new Findings(findings);
  return value;
}

/** Lines that still hold the example's values: nothing can be created before they are yours. */
export function examples(settings: Settings): readonly string[] {
  const example = {
    account: "111122223333",
    repository: "slipway-dev/slipway",
    repositoryId: "123456789",
    subject: "repo:slipway-dev/slipway",
    domain: "shop.example.com",
  } as const;
  return Object.entries(example)
    .filter(([key, value]) => settings[key as keyof typeof example] === value)
    .map(([key, value]) => `${path}: ${key}: ${value} is the example's`);
}
