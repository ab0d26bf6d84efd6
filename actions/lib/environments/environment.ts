import { z } from "zod";

/** How a change comes into an environment. */
export type Merge = "push" | "review";

export interface Environment {
  readonly name: string;
  readonly order: number;
  /** The environment whose releases come here; absent in the first. */
  readonly after?: string;
  readonly namespace: string;
  /** Names of the clusters that report to `evidence/<environment>/<cluster>`; at least one. */
  readonly clusters: readonly string[];
  /** Prefix of the images' names: `registry.example.com`. */
  readonly registry: string;
  readonly merge: Merge;
  readonly evidence: { readonly maxAgeSeconds: number };
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const duration = z
  .string("a duration like 5m is wanted")
  .regex(/^[1-9]\d*[smhd]$/, "a duration like 30s, 5m, 2h or 1d is wanted")
  .transform((text) => Number.parseInt(text, 10) * SECONDS[text.slice(-1) as keyof typeof SECONDS]);

const dnsLabel = z
  .string("a name is wanted")
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "a name of lower case letters, digits and dashes is wanted");

const registry = z
  .string("the registry's host is wanted")
  .regex(
    /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
    "host[:port][/path] is wanted, without scheme and final slash",
  );

/** One schema of `environments/<env>/environment.yaml`; a key stands here once something reads it. */
export const environmentSchema = z.strictObject({
  name: dnsLabel,
  order: z.int("a whole number is wanted").positive("a number from 1 is wanted"),
  after: dnsLabel.optional(),
  namespace: dnsLabel,
  clusters: z
    .array(dnsLabel, "a list of cluster names is wanted")
    .min(1, "at least one cluster is wanted")
    .refine((names) => new Set(names).size === names.length, "each cluster may be named once"),
  registry,
  merge: z.enum(["push", "review"], 'either "push" or "review" is wanted'),
  evidence: z.strictObject({ maxAge: duration }).default({ maxAge: 300 }),
});

export type EnvironmentFile = z.output<typeof environmentSchema>;

export function toEnvironment(file: EnvironmentFile): Environment {
  const { after, evidence, ...rest } = file;
  return {
    ...rest,
    ...(after === undefined ? {} : { after }),
    evidence: { maxAgeSeconds: evidence.maxAge },
  };
}
