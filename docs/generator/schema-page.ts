/** A file's keys as a table, from the schema that reads the file. */
import * as z from "zod";
import { table } from "./markdown.ts";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/** Throws an error that names every key without a description. */
export function schemaTable(schema: z.ZodType): string {
  const rows = rowsOf(z.toJSONSchema(schema, { io: "input" }) as Node, "");
  const silent = rows.filter(([, , , description]) => description === "").map(([key]) => key);
  if (silent.length > 0) throw new Error(`no description: ${silent.join(", ")}`);
  return table(["key", "type", "required", "description"], rows);
}

function rowsOf(node: Node, prefix: string): readonly (readonly [string, string, string, string])[] {
  const { properties = {}, required = [] } = node;
  return Object.entries(properties).flatMap(([name, child]) => {
    const key = `${prefix}${name}`;
    const inner = objectIn(child);
    if (inner !== undefined) return rowsOf(inner, `${key}${child.type === "array" ? "[]" : ""}.`);
    const need = required.includes(name) ? "yes" : defaultOf(child);
    return [[`\`${key}\``, typeOf(child), need, child.description ?? ""] as const];
  });
}

function objectIn(node: Node): Node | undefined {
  if (node.properties !== undefined) return node;
  if (node.items?.properties !== undefined) return node.items;
  return node.anyOf?.map(objectIn).find((inner) => inner !== undefined);
}

function defaultOf({ default: value }: Node): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "no";
  return `default \`${JSON.stringify(value)}\``;
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(" or ");
  if (node.type === "array") return `list of ${node.items === undefined ? "values" : typeOf(node.items)}`;
  return node.type ?? "value";
}
