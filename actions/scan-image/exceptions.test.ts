import { plantedSecret } from "@slipway/testing/scans/images.ts";
import { expect, test } from "vitest";
import { entry, npm, scanner } from "./testing/scanner.ts";

const { except, scan } = scanner();

test("an exception lets its package pass in its services, and is named", async () => {
  await except(entry("CVE-2099-0001", { package: "slipway-planted", services: ["product"] }));
  const vulnerable = [npm({ "slipway-planted": "1.0.0" })];
  const { results, outputs } = await scan({ order: vulnerable, product: vulnerable });
  expect(results).toMatchObject([
    { service: "order", status: "failed" },
    {
      service: "product",
      status: "done",
      reason: expect.stringContaining("until 2026-08-01 by @slipway/shop"),
    },
  ]);
  expect(JSON.parse(outputs.exceptions ?? "")).toEqual([
    {
      service: "product",
      id: "CVE-2099-0001",
      package: "slipway-planted",
      owner: "@slipway/shop",
      reason: "not reached, see the issue",
      expires: "2026-08-01",
    },
  ]);
});

test("T11 an exception that expired blocks again, and its line is named", async () => {
  await except(entry("CVE-2099-0001", { expires: "2026-06-14" }));
  const { results, lines, images } = await scan({ product: [npm({ "slipway-planted": "1.0.0" })] });
  expect(results).toMatchObject([
    {
      status: "failed",
      reason: expect.stringContaining("excepted until 2026-06-14 by security/exceptions.yaml:2"),
    },
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(/^error: security\/exceptions\.yaml:2: .* expired on 2026-06-14/),
  );
  expect(images).toEqual({});
});

test("T11 an exception that may not be granted stops the scan: too long, unowned, with a key it does not have", async () => {
  await except(entry("CVE-2099-0001", { expires: "2026-12-31" }));
  const image = { product: [npm({ a: "1.0.0" })] };
  await expect(scan(image)).rejects.toThrow(
    /exceptions\.yaml:2: CVE-2099-0001 .* more than 90 days[\s\S]*2026-09-13/,
  );
  await except(entry("CVE-2099-0001", { owner: undefined, until: "never" }));
  await expect(scan(image)).rejects.toThrow(
    /exceptions\.yaml:\d+: .*owner[\s\S]*exceptions\.yaml:\d+: .*until/,
  );
});

test("a secret that is none may be excepted in its file only", async () => {
  await except(entry("github-pat", { path: "app/main.js" }));
  const secret = `const token = "${plantedSecret}";`;
  const { results } = await scan({
    order: [npm({ a: "1.0.0" }, { "app/main.js": secret })],
    product: [npm({ a: "1.0.0" }, { "app/other.js": secret })],
  });
  expect(results).toMatchObject([{ status: "done" }, { status: "failed" }]);
});

test("an exception that covers nothing is a warning", async () => {
  await except(
    entry("CVE-2099-0009", { services: ["product"] }),
    entry("CVE-2099-0008", { services: ["order"] }),
  );
  const { lines } = await scan({ product: [npm({ a: "1.0.0" })] });
  expect(lines.filter((line) => line.startsWith("warning: security"))).toEqual([
    expect.stringContaining("exceptions.yaml:2: the exception of CVE-2099-0009 covered nothing in product"),
  ]);
});
