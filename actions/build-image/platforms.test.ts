import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseProvenance } from "@slipway/lib/domain/images/provenance.ts";
import { expect, test } from "vitest";
import { BUILT, FILES, platform } from "./testing/platform.ts";

const NO_ARM = `case "$*" in *linux/arm64*)
  printf '%s\\n' '------' ' > [linux/arm64 2/3] RUN node --version:' '0.1 exec /bin/sh: exec format error' >&2; exit 1;;
esac`;

const BOTH = { platforms: "linux/amd64,linux/arm64" };

test("a platform that cannot be emulated fails the image, with the ways out", async () => {
  await using shop = await platform();
  await shop.buildctl(`${NO_ARM}\n${BUILT}`);
  const { results, outputs } = await shop.run("product", await shop.commit(FILES), BOTH);
  expect(results).toMatchObject([
    {
      status: "failed",
      reason: expect.stringMatching(/cannot run those of linux\/arm64\.\n {2}Add an emulator/),
    },
  ]);
  expect(outputs.images).toBe("{}");
});

test("unless platforms are not required: the others are built, which is reported", async () => {
  await using shop = await platform();
  await shop.buildctl(`${NO_ARM}\n${BUILT}`);
  const source = await shop.commit(FILES);
  const { results, outputs } = await shop.run("product", source, { ...BOTH, "require-platforms": "false" });
  expect(results).toMatchObject([
    { status: "done", reason: expect.stringMatching(/for linux\/amd64, NOT for linux\/arm64$/) },
  ]);
  const file = join(outputs.layouts ?? "", "product.provenance.json");
  const { buildDefinition } = parseProvenance(await readFile(file, "utf8"), file);
  expect(buildDefinition.externalParameters.platforms).toEqual(["linux/amd64"]);
});
