import { existsSync, readdirSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Names of the services of a checkout: those with a service.yaml. */
export function servicesIn(folder: string): readonly string[] {
  return readdirSync(join(folder, "services"))
    .filter((name) => existsSync(join(folder, "services", name, "service.yaml")))
    .sort();
}

/**
 * The services this machine is to deliver: all of them, or those that SLIPWAY_SERVICES names, separated by commas, where two
 * processors have to do with fewer (the tests do). Throws when it names one that there is not.
 */
export function wantedServices(folder: string): readonly string[] {
  const all = servicesIn(folder);
  const given = process.env.SLIPWAY_SERVICES;
  if (given === undefined || given === "") return all;
  const wanted = given.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `SLIPWAY_SERVICES: ${unknown.join(", ")} is no service. Name some of ${all.join(", ")}, or unset it for all.`,
    );
  return wanted.toSorted();
}

/** Takes the other services out of a clone: what is neither delivered nor called, and asks for no load. */
export async function keepOnly(folder: string, wanted: readonly string[]): Promise<void> {
  const others = servicesIn(folder).filter((name) => !wanted.includes(name));
  if (others.length === 0) return;
  const environments = readdirSync(join(folder, "environments"))
    .map((name) => join(folder, "environments", name))
    .filter((environment) => existsSync(join(environment, "environment.yaml")));
  for (const name of others) {
    await rm(join(folder, "services", name, "service.yaml"));
    for (const environment of environments)
      await rm(join(environment, name), { recursive: true, force: true });
  }
  for (const name of wanted)
    await edit(join(folder, "services", name, "service.yaml"), (text) => callingOnly(text, wanted));
  for (const environment of environments)
    await edit(join(environment, "platform/load/load.mjs"), withSmallMix);
}

export function callingOnly(serviceYaml: string, wanted: readonly string[]): string {
  return serviceYaml.replace(/^calls: \[(.*)\]$/m, (_, names: string) => {
    const kept = names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => wanted.includes(name));
    return `calls: [${kept.join(", ")}]`;
  });
}

/** The catalog is asked, which every choice of services must have. */
export function withSmallMix(load: string): string {
  return load.replace(
    /^const mix = \[\n(?:.*\n)*?\];$/m,
    'const mix = [api("/products"), api("/products/1")];',
  );
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, "utf8");
  const after = change(before);
  if (after !== before) await writeFile(file, after);
}
