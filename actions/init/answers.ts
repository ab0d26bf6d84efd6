/** What init has to know of a repository: given, written in it already, or read from git. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import { CONFIG_FILE, type Config, DEFAULTS } from "@slipway/lib/domain/config/config.ts";
import { parseConfig } from "@slipway/lib/domain/config/read.ts";
import { type Checkout, nameOfAddress, publicAddress } from "@slipway/lib/io/git/checkout.ts";
import { parse } from "yaml";
import * as z from "zod";
import type { InitRequest } from "./request.ts";

export interface Answers {
  readonly product: string;
  readonly repository: string;
  readonly registry: string;
  /** In promotion order; at least one. */
  readonly environments: readonly string[];
  readonly owners: string | undefined;
  /** Values that were not given, with their source, as text. */
  readonly found: readonly string[];
}

/** Throws `BadRequest` with everything that is unknown, and everything that contradicts existing files. */
export async function answersOf(request: InitRequest, checkout: Checkout): Promise<Answers> {
  const written = await readWritten(checkout.root);
  const address = checkout.origin === undefined ? undefined : publicAddress(checkout.origin);
  const found: string[] = [];
  const findings = contradictions(request, written.config);
  const say = (name: string, given: string | undefined, sources: readonly Source[]) => {
    if (given !== undefined) return given;
    const [source] = sources.filter(({ value }) => value !== undefined);
    if (source?.value === undefined) {
      findings.push(
        `init: input "${name}" is missing, and nothing in the repository says it.\n  ${GIVE[name]}`,
      );
      return "";
    }
    found.push(`--${name} ${source.value} (${source.where})`);
    return source.value;
  };
  const inConfig = (value: string | undefined) => ({ value, where: CONFIG_FILE });
  const repository = say("repository", request.repository, [
    inConfig(written.config?.repository),
    { value: address, where: "git's origin" },
  ]);
  const product = say("product", request.product, [
    inConfig(written.config?.product),
    { value: nameOfAddress(repository), where: "the repository's name" },
  ]);
  const [first] = written.environments;
  const registry = say("registry", request.registry, [
    { value: first?.registry, where: `environments/${first?.name}/environment.yaml` },
    { value: registryOf(repository), where: "GitHub's registry of the repository's owner" },
  ]);
  const names = written.environments.map(({ name }) => name);
  if (findings.length > 0) throw new BadRequest(findings);
  const environments = request.environments ?? (names.length > 0 ? names : DEFAULT_ENVIRONMENTS);
  return { product, repository, registry, environments, owners: request.owners, found };
}

interface Source {
  readonly value: string | undefined;
  readonly where: string;
}

const DEFAULT_ENVIRONMENTS = [DEFAULTS.firstEnvironment, "staging", "prod"];

const GIVE: Readonly<Record<string, string>> = {
  product: "Give it: --product bank, the name of what the services are together.",
  repository:
    "Give it: --repository https://github.com/owner/name.git, the address from which Argo CD reads the repository.",
  registry: "Give it: --registry registry.example.com/team, the registry that images are pushed to.",
};

/** init overwrites nothing, so a value that differs from an existing file would be lost silently. */
function contradictions(request: InitRequest, config: Config | undefined): string[] {
  return (["product", "repository"] as const).flatMap((key) => {
    const [given, written] = [request[key], config?.[key]];
    if (given === undefined || written === undefined || given === written) return [];
    return [
      `init: input "${key}" is ${JSON.stringify(given)}, and ${CONFIG_FILE} says ${JSON.stringify(written)}.\n  Leave --${key} out, or change ${CONFIG_FILE} and what was written for it.`,
    ];
  });
}

interface Written {
  /** Undefined without slipway.yaml. */
  readonly config: Config | undefined;
  readonly environments: readonly { readonly name: string; readonly registry: string }[];
}

const environmentSchema = z.looseObject({ name: z.string(), order: z.number(), registry: z.string() });

/** From the work tree, because files of a first run may be uncommitted. */
async function readWritten(root: string): Promise<Written> {
  const text = await readFile(join(root, CONFIG_FILE), "utf8").catch(() => undefined);
  const folders = await readdir(join(root, "environments")).catch(() => []);
  const files = await Promise.all(
    folders.map((name) =>
      readFile(join(root, "environments", name, "environment.yaml"), "utf8").catch(() => ""),
    ),
  );
  const environments = files.flatMap((each) => environmentSchema.safeParse(parse(each)).data ?? []);
  return {
    config: text === undefined ? undefined : parseConfig(text),
    environments: environments.toSorted((one, other) => one.order - other.order),
  };
}

function registryOf(repository: string): string | undefined {
  const owner = /^https:\/\/github\.com\/([^/]+)\//.exec(repository)?.[1];
  return owner === undefined ? undefined : `ghcr.io/${owner.toLowerCase()}`;
}
