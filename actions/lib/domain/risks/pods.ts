/** Reads pods out of whatever has a template of them. */
import { at, type Fields, fields, items, type Value } from "../manifest-diff/resources.ts";
import type { ObjectChange } from "./risk.ts";

export interface Container {
  readonly name: string;
  readonly value: Fields;
}

export function podSpec(object: Fields | undefined): Fields {
  if (object?.kind === "Pod") return fields(object.spec);
  const direct = at(object, "spec", "template", "spec");
  return fields(direct ?? at(object, "spec", "jobTemplate", "spec", "template", "spec"));
}

export function containers(object: Fields | undefined): readonly Container[] {
  const spec = podSpec(object);
  return ["initContainers", "containers"].flatMap((list) =>
    items(spec[list]).map((item) => ({ name: String(fields(item).name ?? ""), value: fields(item) })),
  );
}

export interface ContainerChange {
  readonly name: string;
  readonly before: Fields;
  readonly after: Fields;
}

/** Containers that are on both sides. */
export function keptContainers({ before, after }: ObjectChange): readonly ContainerChange[] {
  const old = containers(before);
  return containers(after).flatMap(({ name, value }) => {
    const one = old.find((each) => each.name === name);
    return one === undefined ? [] : [{ name, before: one.value, after: value }];
  });
}

export function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
