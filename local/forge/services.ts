import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { servicesIn } from "../../services/kit/folders.ts";
import { environments } from "../platform/ports.ts";

/**
 * The services that this machine delivers: all of them (also with the word "all"), or those in
 * SLIPWAY_SERVICES, separated by commas. The tests select fewer for two processors. Throws for an unknown
 * name.
 */
export function wantedServices(folder: string): readonly string[] {
  const all = servicesIn(join(folder, "services"));
  const given = process.env.SLIPWAY_SERVICES;
  if (given === undefined || given === "" || given === "all") return all;
  const wanted = given.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `SLIPWAY_SERVICES: unknown: ${unknown.join(", ")}. Give some of ${all.join(", ")}, or all.`,
    );
  return wanted.toSorted();
}

/** Removes the other services from a clone: it does not deliver them, call them or send them load. */
export async function keepOnly(folder: string, wanted: readonly string[]): Promise<void> {
  const others = servicesIn(join(folder, "services")).filter((name) => !wanted.includes(name));
  if (others.length === 0) return;
  for (const name of others) {
    await rm(join(folder, "services", name, "service.yaml"));
    for (const environment of environments)
      await rm(join(folder, "environments", environment, name), { recursive: true, force: true });
  }
  for (const name of wanted)
    await edit(join(folder, "services", name, "service.yaml"), (text) => callingOnly(text, wanted));
  for (const environment of environments)
    await edit(join(folder, "environments", environment, "platform/load/load.mjs"), withSmallMix);
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

/**
 * The load uses the catalog, which every selection of services must contain. It does not log in: the user
 * service may be left out, and its absence would count as errors of the gateway's canary.
 */
export function withSmallMix(load: string): string {
  return load
    .replace(/^const mix = \[\n(?:.*\n)*?\];$/m, 'const mix = [api("/products"), api("/products/1")];')
    .replace(/^ +stayLoggedIn\(\);\n/m, "");
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, "utf8");
  const after = change(before);
  if (after !== before) await writeFile(file, after);
}
