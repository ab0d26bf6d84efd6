import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { servicesIn } from "../../services/kit/folders.ts";
import { repositoryRoot } from "../build/paths.ts";
import { callingOnly, wantedServices, withSmallMix } from "./services.ts";

afterEach(() => {
  delete process.env.SLIPWAY_SERVICES;
});

test("all services are delivered unless some are selected", () => {
  expect(wantedServices(repositoryRoot)).toEqual(servicesIn(join(repositoryRoot, "services")));
  process.env.SLIPWAY_SERVICES = "all";
  expect(wantedServices(repositoryRoot)).toEqual(servicesIn(join(repositoryRoot, "services")));
  process.env.SLIPWAY_SERVICES = "product, api-gateway";
  expect(wantedServices(repositoryRoot)).toEqual(["api-gateway", "product"]);
});

test("an unknown service is refused by name", () => {
  process.env.SLIPWAY_SERVICES = "product,catalogue";
  expect(() => wantedServices(repositoryRoot)).toThrow("SLIPWAY_SERVICES: unknown: catalogue.");
});

test("the remaining services call and load no removed service", () => {
  const gateway = readFileSync(`${repositoryRoot}/services/api-gateway/service.yaml`, "utf8");
  expect(callingOnly(gateway, ["product", "currency"])).toMatch(/^calls: \[product, currency\]$/m);
  const load = readFileSync(`${repositoryRoot}/environments/dev/platform/load/load.mjs`, "utf8");
  const small = withSmallMix(load);
  expect(small).toContain('const mix = [api("/products"), api("/products/1")];\n\n/** Orders need a buyer');
  // The definition remains, without a call.
  expect(load.match(/\bstayLoggedIn\(/g)).toHaveLength(2);
  expect(small.match(/\bstayLoggedIn\(/g)).toHaveLength(1);
});
