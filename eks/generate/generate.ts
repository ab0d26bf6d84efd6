import type { Repository } from "../repository/repository.ts";
import { keyStack } from "./cluster-key.ts";
import { environmentStack } from "./environment.ts";
import { githubStack } from "./github.ts";
import { registryStack } from "./registry.ts";
import { type Stack, template } from "./stack.ts";

/** Every stack by its file's name; pure. */
export function stacks(repository: Repository): ReadonlyMap<string, Stack> {
  return new Map([
    ["github", githubStack(repository)],
    ["registry", registryStack(repository)],
    ...repository.environments.flatMap((environment) => [
      [`key-${environment.name}`, keyStack(repository, environment)] as const,
      [`environment-${environment.name}`, environmentStack(repository, environment)] as const,
    ]),
  ]);
}

/** Content of eks/stacks by path. */
export function generated(repository: Repository): ReadonlyMap<string, string> {
  return new Map(
    [...stacks(repository)].map(([name, stack]) => [`eks/stacks/${name}.yaml`, template(stack)]),
  );
}
