import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { files, release } from "./testing/repository.ts";

const heldIn = (environment: string, held = release) =>
  formatHold(
    toHold(environment, held, { cause: "person", reason: "wait", by: "ann", until: null, at: new Date(0) }),
  );

const holdPath = holdFile("prod", "product", release.id);

test("a hold in the right place is accepted", () => {
  expect(lint(new Map([...files, [holdPath, heldIn("prod")]]))).toEqual([]);
});

test.each([
  ["of another environment", holdPath, heldIn("dev"), "holds what belongs into environments/dev/holds/"],
  ["that cannot be read", holdPath, "hold: product\n", "service: "],
  [
    "of a service that is misspelt",
    holdFile("prod", "produkt", release.id),
    heldIn("prod", { ...release, service: "produkt" }),
    "no environment has produkt, so this holds nothing",
  ],
])("planted: a hold %s", (_, path, text, words) => {
  const findings = lint(new Map([...files, [path, text]])).filter((one) => one.startsWith(path));
  expect(findings.join("\n")).toContain(words);
});
