import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { componentsOf } from "../components/index.ts";
import { keepOptions, readOptions } from "./options.ts";

let state: string;

beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "slipway-options-"));
  vi.stubEnv("SLIPWAY_STATE", state);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(state, { recursive: true });
});

/** The state after a start. */
async function started(name: string): Promise<void> {
  await mkdir(join(state, name), { recursive: true });
  await writeFile(join(state, name, "status.json"), "{}");
}

test("every later command uses the mesh option of the first start", async () => {
  expect(readOptions("one")).toEqual({ mesh: false });
  expect(keepOptions("one", { mesh: true })).toEqual({ mesh: true });
  await started("one");
  expect(readOptions("one")).toEqual({ mesh: true });
  expect(keepOptions("one", {})).toEqual({ mesh: true });
});

test("a platform started without the mesh does not get it later", async () => {
  keepOptions("two", {});
  await started("two");
  expect(() => keepOptions("two", { mesh: true })).toThrow(/without the mesh.*--name two reset/);
  expect(readOptions("two")).toEqual({ mesh: false });
});

test("nothing of the mesh is built or started without the option", () => {
  const names = (mesh: boolean) => componentsOf({ mesh }).map(({ name }) => name);
  expect(names(false)).not.toContain("istio");
  expect(names(true)).toEqual([...names(false), "istio", "envoy"]);
});
