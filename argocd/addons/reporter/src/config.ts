import { readFile } from "node:fs/promises";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import * as z from "zod";
import type { Target } from "./observe.ts";

const name = z
  .string("expected a name")
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "expected a name of lower case letters, digits and dashes");
const files = z.array(
  z.string().regex(/^[\w.-]+\.ya?ml$/, "expected the name of a workflow's file"),
  "expected a list of workflow files",
);
const url = z.url({ protocol: /^https?$/, error: "expected an http(s) URL" });

const schema = z.strictObject({
  /** Target of evidence: `https://github.com/owner/name.git`. */
  repository: url.refine(
    (text) => !/^https?:\/\/[^/]*@/.test(text),
    "no token in the URL: set SLIPWAY_TOKEN",
  ),
  /** The forge's API; one that ends in /api/v1 is Gitea's. */
  api: url.default("https://api.github.com"),
  /** Files of workflows on `ref` that are started, without inputs, after an event of this kind. */
  workflows: z
    .strictObject({
      ref: z.string().min(1).default("main"),
      changed: files.default(["gates-check.yml"]),
      verdict: files.default(["promote.yml"]),
      aborted: files.default(["rollback.yml", "promote.yml"]),
      canaryEnded: files.default(["deliver.yml"]),
    })
    .prefault({}),
  cluster: name,
  /**
   * Number of reporters that push heartbeats into the repository, including this one: together they must
   * respect the forge's limit.
   */
  reporters: z.int("expected a whole number").min(1, "there is this one at least").max(50).default(1),
  environments: z
    .array(
      // New releases enter the first environment; the end of a canary there admits the next one.
      z.strictObject({ name, namespace: name, project: name, first: z.boolean().default(false) }),
      "expected a list of {name, namespace, project}",
    )
    .min(1, "expected at least one environment")
    .refine((all) => all.filter((one) => one.first).length <= 1, "only one environment is the first")
    .refine(
      (all) => new Set(all.map((one) => one.name)).size === all.length,
      "each environment may be named once",
    ),
  argocd: z.strictObject({ namespace: name }).default({ namespace: "argocd" }),
  listen: z
    .strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) })
    .default({ host: "0.0.0.0", port: 8080 }),
  /** Folder of the repository's cache; it is deleted at every start. */
  clone: z.string().regex(/^\/.+/, "expected an absolute path"),
});

const kind = { schema, remedy: "argocd/addons/reporter/README.md shows a right configuration." };

export interface Config extends z.output<typeof schema> {
  readonly targets: readonly Target[];
}

/** Reads the file in `--config` or SLIPWAY_REPORTER_CONFIG; throws all findings together. */
export async function readConfig(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Config> {
  const file = args[0] === "--config" ? args[1] : env.SLIPWAY_REPORTER_CONFIG;
  if (!file) {
    throw new UserError(
      "SLIPWAY_REPORTER_CONFIG: not set.\n  Name the configuration file there, or with --config <file>.",
    );
  }
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(`${file}: ${error.message}.\n  Name a file that this process may read.`);
  });
  return parseConfig(text, file);
}

export function parseConfig(text: string, file: string): Config {
  const { value, findings } = parseYaml(text, file, kind);
  if (value === undefined) throw new Findings(findings);
  const targets = value.environments.map(({ name, namespace, project }) => ({
    environment: name,
    cluster: value.cluster,
    namespace,
    project,
  }));
  return { ...value, targets };
}

/**
 * A file takes precedence: the program that writes it (a mounted Secret) may renew the token while the
 * reporter runs.
 */
export async function readToken(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = env.SLIPWAY_TOKEN_FILE;
  if (!file) return env.SLIPWAY_TOKEN;
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UserError(
      `SLIPWAY_TOKEN_FILE: ${error.message}.\n  Mount the Secret with the bot's token there.`,
    );
  });
  return text.trim();
}

/** `owner/name` of `https://forge/owner/name.git`. */
export function repositoryName(repository: string): string {
  return new URL(repository).pathname.replace(/^\/|\.git$/g, "");
}
