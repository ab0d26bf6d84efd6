import { expect, test } from "vitest";
import { selectionOf } from "./selection.ts";

const shop = { shop: true, platform: false, controlPlane: false };
const platform = { shop: false, platform: true, controlPlane: false };
const everything = { shop: true, platform: true, controlPlane: false };

test.for([
  ["vitest run", everything],
  // This also matches actions/lib/domain/services.
  ["vitest run services", everything],
  ["vitest run ./services/", everything],
  ["vitest run services/kit/", shop],
  ["vitest run services/web services/kit/src/bus.test.ts", shop],
  ["vitest run ./services/web --silent", shop],
  ["vitest run actions/lib/io/git", platform],
  ["vitest run actions services/web", everything],
  ["vitest run --project=shop", shop],
  ["vitest run --project platform actions", platform],
  ["vitest run --project=shop --config other.ts", everything],
  // A filter matches any part of a path: there are files of both projects, of one, and of none.
  ["vitest run restart", shop],
  ["vitest run bus.test", shop],
  ["vitest run check-gates", platform],
  ["vitest run no-such-file", everything],
  ["vitest run -t services", everything],
  ["vitest run -t services actions/lib", platform],
  ["vitest run --reporter=json --outputFile.json=services", everything],
  ["vitest run --config vitest.control-plane.config.ts", { ...platform, controlPlane: true }],
  ["vitest run --config vitest.acceptance.config.ts", { ...platform, controlPlane: true }],
  ["node bench/platform.ts services", everything],
] as const)("%s", ([command, selection]) => {
  expect(selectionOf(command.split(" "))).toEqual(selection);
});
