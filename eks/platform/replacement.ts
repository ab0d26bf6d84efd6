/**
 * What an update would replace, by the properties of which CloudFormation's registry says "Update requires: Replacement". moto cannot
 * show this for a database: once a property of an AWS::RDS::DBInstance changes, moto 5.2 no longer lists it in its stack.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import type { Resource } from "../generate/stack.ts";
import { type Finding, lineOfPath } from "./finding.ts";

/** Kinds that hold data, keys, or a name that others know. */
export const LASTING =
  /::(?:Repository|DBInstance|ReplicationGroup|BackupVault|Secret|Key|HostedZone|LogGroup|Role)$/;

export type Resources = Readonly<Record<string, Resource>>;

/** Paths below a kind's properties that cannot change in place, such as `EncryptionConfiguration/KmsKey`. */
export type CreateOnly = (kind: string) => Promise<readonly string[]>;

const provider = z.record(z.string(), z.string());
const registered = z.looseObject({ createOnlyProperties: z.array(z.string()).default([]) });

/** Reads the registry's schemas that cfn-lint carries. @param python the environment's Python */
export function registry(python: string, region: string): CreateOnly {
  const library = join(python, "../../lib");
  const folder = (async () => {
    const [version = ""] = await readdir(library);
    return join(library, version, "site-packages/cfnlint/data/schemas");
  })();
  const digests = (async () =>
    provider.parse(JSON.parse(await readFile(join(await folder, `providers/${region}.json`), "utf8"))))();
  return async (kind) => {
    const digest = (await digests)[kind];
    if (digest === undefined) throw new Error(`${kind}: ${region} has no such kind of resource.`);
    const text = await readFile(join(await folder, `resources/${digest}.json`), "utf8");
    return registered
      .parse(JSON.parse(text))
      .createOnlyProperties.map((path) => path.replace(/^\/properties\//, ""));
  };
}

/** What the change from `before` to `after` does to lasting resources. @param text the template of `after`, in which lines are counted */
export async function replacements(
  file: string,
  text: string,
  before: Resources,
  after: Resources,
  createOnly: CreateOnly,
): Promise<readonly Finding[]> {
  const lasting = Object.entries(before).filter(([, { Type }]) => LASTING.test(Type));
  const all = lasting.map(async ([name, old]): Promise<readonly Finding[]> => {
    const now = after[name];
    if (now === undefined) return [{ file, ...gone(name, old) }];
    const lineOf = (path: string) => lineOfPath(text, ["Resources", name, "Properties", ...path.split("/")]);
    const found = (path: string, what: string, remedy: string): Finding => {
      const line = lineOf(path);
      return { file, ...(line === undefined ? {} : { line }), what: `${name}: ${what}`, remedy };
    };
    if (now.Type !== old.Type) return [found("", `${old.Type} becomes ${now.Type}`, REPLACED)];
    const differs = (path: string) => !isDeepStrictEqual(at(old, path), at(now, path));
    const paths = (await createOnly(old.Type)).filter(differs);
    return [
      ...paths.map((path) => found(path, `a change of ${path.replaceAll("/", ".")} replaces it`, REPLACED)),
      ...(old.Type === "AWS::SecretsManager::Secret" && differs("GenerateSecretString")
        ? [found("GenerateSecretString", "a change of GenerateSecretString makes a new password", PASSWORD)]
        : []),
    ];
  });
  return (await Promise.all(all)).flat();
}

const gone = (name: string, { Type, DeletionPolicy = "Delete" }: Resource) => ({
  what: `${name}: ${Type} leaves the stack (DeletionPolicy ${DeletionPolicy})`,
  remedy: "Name in the change's description who deletes the resource, or keep it in the stack.",
});

const REPLACED =
  "Keep the value, or migrate: a new resource next to the old one, data moved, the old one removed later.";
const PASSWORD =
  "Keep the value: clients hold the old password until External Secrets refreshes, the server until eks/databases.sh runs.";

function at({ Properties }: Resource, path: string): unknown {
  return path
    .split("/")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], Properties);
}
