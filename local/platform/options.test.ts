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

/** As a start leaves it. */
async function started(name: string): Promise<void> {
  await mkdir(join(state, name), { recursive: true });
  await writeFile(join(state, name, "status.json"), "{}");
}

test("the mesh is kept from the first start on, for every later command", async () => {
  expect(readOptions("one")).toEqual({ mesh: false });
  expect(keepOptions("one", { mesh: true })).toEqual({ mesh: true });
  await started("one");
  expect(readOptions("one")).toEqual({ mesh: true });
  expect(keepOptions("one", {})).toEqual({ mesh: true });
});

test("a platform that was started without it is not given one", async () => {
  keepOptions("two", {});
  await started("two");
  expect(() => keepOptions("two", { mesh: true })).toThrow(/without the mesh.*--name two reset/);
  expect(readOptions("two")).toEqual({ mesh: false });
});

test("nothing of the mesh is built or started where it is not asked for", () => {
  const names = (mesh: boolean) => componentsOf({ mesh }).map(({ name }) => name);
  expect(names(false)).not.toContain("istio");
  expect(names(true)).toEqual([...names(false), "istio", "envoy"]);
});
