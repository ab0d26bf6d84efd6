/** The stacks, created, updated and deleted on an emulator, as CloudFormation would do it. */
import { stacks } from "../generate/generate.ts";
import { type Stack, template } from "../generate/stack.ts";
import type { Repository } from "../repository/repository.ts";
import type { Emulator } from "./emulator.ts";
import type { Finding } from "./finding.ts";
import { networkStack } from "./network-stack.ts";
import { LASTING } from "./replacement.ts";

/** A stack before and after a change that must replace nothing. */
export interface Change {
  readonly name: string;
  /** The template's file. */
  readonly file: string;
  readonly before: Stack;
  readonly after: Stack;
}

/** The repository some weeks later: one more service with a database, and other days of backups. */
export function grown(repository: Repository): Repository {
  const { settings } = repository;
  const sizes = Object.entries(settings.environments).map(
    ([name, size]) =>
      [name, { ...size, backupDays: size.backupDays === 1 ? 2 : size.backupDays - 1 }] as const,
  );
  return {
    ...repository,
    images: [...repository.images, "added/later"],
    databases: [...repository.databases, "later"],
    settings: { ...settings, environments: Object.fromEntries(sizes) },
  };
}

export function changes(repository: Repository): readonly Change[] {
  const later = stacks(grown(repository));
  return [...stacks(repository)].flatMap(([name, before]) => {
    const after = later.get(name);
    return after === undefined ? [] : [{ name, file: `eks/stacks/${name}.yaml`, before, after }];
  });
}

/** Creates what eksctl exports for each cluster, then runs each change; one stack's failure does not stop the others. */
export async function execute(
  emulator: Emulator,
  all: readonly Change[],
  clusters: readonly string[],
): Promise<readonly Finding[]> {
  for (const cluster of clusters)
    await apply(emulator, "CreateStack", `network-${cluster}`, networkStack(cluster));
  const findings: Finding[] = [];
  // One after another: the emulator is one process.
  for (const change of all) findings.push(...(await run(emulator, change)));
  return findings;
}

async function run(emulator: Emulator, { name, file, before, after }: Change): Promise<readonly Finding[]> {
  const failed = (step: string) => (error: Error) => wrong(file, `${step}: ${error.message.split("\n")[0]}`);
  try {
    await apply(emulator, "CreateStack", name, template(forMoto(before)));
  } catch (error) {
    return [failed("create")(error as Error)];
  }
  const findings: Finding[] = [];
  try {
    const created = await identities(emulator, name);
    await apply(emulator, "UpdateStack", name, template(forMoto(after)));
    const updated = await identities(emulator, name);
    for (const [logical, { Type }] of Object.entries(before.resources)) {
      const [old, now] = [created.get(logical), updated.get(logical)];
      if (LASTING.test(Type) && old !== undefined && now !== undefined && old !== now)
        findings.push(wrong(file, `an update replaces ${logical}: ${old} becomes ${now}`));
    }
  } catch (error) {
    findings.push(failed("update")(error as Error));
  }
  const deleted = await emulator.call("cloudformation", "DeleteStack", { StackName: name }).then(
    () => [],
    (error: Error) => [failed("delete")(error)],
  );
  return [...findings, ...deleted];
}

const apply = (emulator: Emulator, action: "CreateStack" | "UpdateStack", name: string, text: string) =>
  emulator.call("cloudformation", action, {
    StackName: name,
    TemplateBody: text,
    "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
  });

/** What each resource is, by its name in the template: its physical name and, for a database, the number that a new one would change. */
async function identities(emulator: Emulator, stack: string): Promise<ReadonlyMap<string, string>> {
  const text = await emulator.call("cloudformation", "DescribeStackResources", { StackName: stack });
  const databases = await emulator.call("rds", "DescribeDBInstances", {});
  const member = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  const numbers = new Map(
    databases
      .split("</DBInstance>")
      .map((xml) => [member(xml, "DBInstanceIdentifier"), member(xml, "DbiResourceId")] as const),
  );
  return new Map(
    text.split("</member>").flatMap((xml) => {
      const [logical, id] = [member(xml, "LogicalResourceId"), member(xml, "PhysicalResourceId")];
      if (logical === undefined || id === undefined) return [];
      return [[logical, numbers.get(id) ?? id] as const];
    }),
  );
}

/** moto 5.2 takes a parameter group's object for its name; everything else is executed as it is deployed. */
function forMoto(stack: Stack): Stack {
  const resources = Object.entries(stack.resources).map(([name, resource]) => {
    if (resource.Type !== "AWS::RDS::DBInstance") return [name, resource] as const;
    const { DBParameterGroupName: _, ...Properties } = resource.Properties;
    return [name, { ...resource, Properties }] as const;
  });
  return { ...stack, resources: Object.fromEntries(resources) };
}

const wrong = (file: string, what: string): Finding => ({
  file,
  what,
  remedy: "Change eks/generate; data must survive every update.",
});
