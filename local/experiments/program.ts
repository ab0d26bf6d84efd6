import { join } from "node:path";
import { buildAll } from "../build/builder.ts";
import type { Component } from "../platform/component.ts";

/** Path of the program with the name of a component, built at the first call. */
export async function programOf(component: Component, signal: AbortSignal): Promise<string> {
  const { name } = component;
  const artefact = (await buildAll([component], signal)).get(name);
  if (artefact === undefined) throw new Error(`${name} was not built`);
  return join(artefact.folder, "bin", name);
}
