import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema, MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { breaks, type Schema, type Schemas } from "./compatibility.ts";
import { events } from "./src/events.ts";

const folder = import.meta.dirname;
const tools = join(folder, "../../node_modules/.bin");
const env = { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH}` };
const image = join(folder, "published/shop.binpb");

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "contracts-"));
  for (const part of ["proto", "buf.yaml", "buf.gen.yaml"])
    cpSync(join(folder, part), join(copy, part), { recursive: true });
});
afterEach(() => rmSync(copy, { recursive: true }));

/** Findings of buf, "" if there are none. */
function buf(...args: readonly string[]): string {
  try {
    execFileSync("buf", args, { cwd: copy, env, encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr || "failed without a word";
  }
}

function edit(file: string, from: string, to: string): void {
  const path = join(copy, "proto/shop/v1", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

function filesIn(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

test("protos follow buf's rules, and a planted violation is found", () => {
  expect(buf("lint")).toBe("");
  edit("inventory.proto", "string expires_at", "string expiresAt");
  expect(buf("lint")).toContain("expires_at");
});

test("protos contain everything that is published; a removed or retyped field is found", () => {
  expect(buf("breaking", "--against", image)).toBe("");
  edit("inventory.proto", "int32 quantity = 2;", "string quantity = 2;");
  edit("inventory.proto", "  string expires_at = 1;\n", "");
  const found = buf("breaking", "--against", image);
  expect(found).toContain('"quantity"');
  expect(found).toContain('"expires_at"');
});

test("a new field is not a breaking change", () => {
  edit("inventory.proto", "int32 quantity = 2;", "int32 quantity = 2;\n  string remark = 3;");
  expect(buf("breaking", "--against", image)).toBe("");
});

test("everything is recorded as published, otherwise run `npm run record -w services/contracts`", () => {
  const built = join(copy, "built.binpb");
  expect(buf("build", "--exclude-source-info", "-o", built)).toBe("");
  expect(readFileSync(built).equals(readFileSync(image))).toBe(true);
  expect(JSON.parse(JSON.stringify(events))).toEqual(published());
});

test("a method that is no longer idempotent is found", () => {
  edit("payment.proto", "    option idempotency_level = IDEMPOTENT;\n", "");
  expect(buf("breaking", "--against", image)).toContain('changed option "idempotency_level"');
});

test("every method declares whether it may be repeated", () => {
  const { files } = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(image)));
  const services = [...files]
    .filter(({ proto }) => proto.package === "shop.v1")
    .flatMap((file) => file.services);
  expect(services).not.toEqual([]);
  const unsaid = services.flatMap(({ methods, typeName }) =>
    methods
      .filter(({ idempotency }) => idempotency === MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN)
      .map(({ name }) => `${typeName}/${name}`),
  );
  expect(unsaid).toEqual([]);
});

test("the generated code matches the protos, otherwise run `npx buf generate`", () => {
  expect(buf("generate")).toBe("");
  expect(filesIn(join(copy, "src/gen"))).toEqual(filesIn(join(folder, "src/gen")));
});

function published(): Schemas {
  return JSON.parse(readFileSync(join(folder, "published/events.json"), "utf8")) as Schemas;
}

/** The published events with another version of "order.confirmed". */
function changed(change: (event: Schema) => Schema): Schemas {
  const before = published();
  return { ...before, "order.confirmed": change(before["order.confirmed"] as Schema) };
}

test("events contain everything that is published", () => {
  expect(breaks(published(), events)).toEqual([]);
});

test("a new event and a new optional field are not breaking changes", () => {
  const more = changed((event) => ({
    ...event,
    properties: { ...event.properties, note: { type: "string" } },
  }));
  expect(breaks(published(), { ...more, "order.seen": { type: "object" } })).toEqual([]);
});

test.each<[string, Schemas, string]>([
  ["an event", Object.fromEntries(Object.entries(published()).slice(1)), "user.registered: is gone"],
  [
    "a field",
    changed(({ properties: { country, ...properties } = {}, ...event }) => ({ ...event, properties })),
    "order.confirmed.country: is gone",
  ],
  [
    "a promise",
    changed((event) => ({ ...event, required: event.required?.filter((field) => field !== "total") ?? [] })),
    "order.confirmed.total: is no longer always there",
  ],
  [
    "old events",
    changed((event) => ({ ...event, required: [...(event.required ?? []), "cartOwner"] })),
    "order.confirmed.cartOwner: is demanded of events that lack it",
  ],
  [
    "a type",
    changed((event) => ({ ...event, properties: { ...event.properties, total: { type: "string" } } })),
    "order.confirmed.total: is another type, or has other limits",
  ],
  [
    "a nested field",
    changed((event) => ({
      ...event,
      properties: {
        ...event.properties,
        lines: { ...event.properties?.lines, items: { type: "object", properties: {} } },
      },
    })),
    "order.confirmed.lines[].quantity: is gone",
  ],
])("a change that removes %s is found", (_what, current, finding) => {
  expect(breaks(published(), current)).toContain(finding);
});
