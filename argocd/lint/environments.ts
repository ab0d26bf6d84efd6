import {
  type Environment,
  environmentSchema,
  toEnvironment,
} from "@slipway/lib/domain/environments/environment.ts";
import { parseYaml } from "@slipway/lib/domain/parsing/yaml.ts";
import { type Files, matching, type Rule } from "./rule.ts";

const kind = { schema: environmentSchema, remedy: "environments/README.md shows a right environment.yaml." };

const parsed = (files: Files) =>
  matching(files, /^environments\/([^/]+)\/environment\.yaml$/).map(({ path, captured }) => ({
    folder: captured[0] ?? "",
    ...parseYaml(files.get(path) ?? "", path, kind),
  }));

/** Environments by folder; those that cannot be read are left out, `environments` reports them. */
export function environmentsOf(files: Files): ReadonlyMap<string, Environment> {
  return new Map(
    parsed(files).flatMap(({ folder, value }) =>
      value === undefined ? [] : [[folder, toEnvironment(value)] as const],
    ),
  );
}

export const environments: Rule = (files) => parsed(files).flatMap(({ findings }) => findings);
