/** sign-image and verify-image together, on a real registry: what is attested about an image, and what is not believed. */
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { testContext } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { request } from "./request.ts";
import { attesting, RUN, tagOf } from "./testing/attested.ts";
import { verifyImages } from "./verify-image.ts";

const { attestedOf, built, expectRefused, folder, keys, registry, sign, verify } = attesting();

test("AP-25 SBOM and provenance are attested by digest, and what carries them continues", async () => {
  const image = await built("attested");
  expect((await sign(image, keys.ours)).results).toMatchObject([
    { status: "done", reason: expect.stringContaining("with sbom and provenance") },
  ]);
  expect((await verify(image)).results).toMatchObject([{ status: "done" }]);
  expect(await attestedOf(image)).toEqual(["https://cyclonedx.org/bom", "https://slsa.dev/provenance/v1"]);
});

test("AP-25 what is attested already is not attested again", async () => {
  const image = await built("attested twice");
  await sign(image, keys.ours);
  expect((await sign(image, keys.ours)).results).toMatchObject([{ status: "nothing" }]);
  expect(await attestedOf(image)).toHaveLength(2);
});

/** A folder with a cosign whose first `lost` attestations succeed and are in no registry: another run wrote the list at the same moment. */
async function losing(lost: number): Promise<string> {
  const place = join(folder.path, `losing-${lost}`);
  await mkdir(place, { recursive: true });
  const { stdout: real } = await exec("sh", ["-c", "command -v cosign"]);
  const script = `#!/bin/sh
count=$(ls ${place} | grep -c '^lost')
if [ "$1" = attest ] && [ "$count" -lt ${lost} ]; then touch ${place}/lost-$count; exit 0; fi
exec ${real.trim()} "$@"
`;
  await writeFile(join(place, "cosign"), script, { mode: 0o755 });
  return [place, process.env.PATH].join(delimiter);
}

test("what another run overwrote at the same moment is attested again", async () => {
  const image = await built("overwritten once");
  const PATH = await losing(1);
  expect((await sign(image, keys.ours, undefined, { ...RUN, PATH })).results).toMatchObject([
    { status: "done" },
  ]);
  expect((await attestedOf(image)).toSorted()).toEqual([
    "https://cyclonedx.org/bom",
    "https://slsa.dev/provenance/v1",
  ]);
});

test("what never reaches the registry fails, with the reason", async () => {
  const image = await built("overwritten always");
  const PATH = await losing(100);
  expect((await sign(image, keys.ours, undefined, { ...RUN, PATH })).results).toMatchObject([
    { status: "failed", reason: expect.stringContaining("no SBOM is attested") },
  ]);
});

test.each([
  ["sbom", /no provenance is attested/],
  ["", /no SBOM is attested/],
])('AP-25 an image with nothing more than "%s" attested is refused', async (attestations, reason) => {
  const image = await built(`only ${attestations}`);
  await sign(image, keys.ours, attestations);
  await expectRefused(image, reason);
});

test("AP-25 attestations by another key are refused, though the signature is ours", async () => {
  const image = await built("attested by others");
  await sign(image, keys.ours, "");
  await sign(image, keys.theirs);
  await expectRefused(image, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 an SBOM whose payload was changed is refused", async () => {
  const image = await built("left-pad");
  await sign(image, keys.ours);
  await registry().forgeAttestations(image.name, image.digest, image.digest, (payload) =>
    payload.replace("left-pad", "right-pad"),
  );
  await expectRefused(image, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 an SBOM whose subject was changed is refused", async () => {
  const [honest, other] = [await built("honest"), await built("without its own SBOM")];
  await sign(other, keys.ours, "");
  await built("honest");
  await sign(honest, keys.ours);
  await registry().forgeAttestations(honest.name, honest.digest, other.digest, (payload) =>
    payload.replaceAll(honest.digest.slice(7), other.digest.slice(7)),
  );
  await expectRefused(other, /its SBOM is not signed by the given public key, or was changed since/);
});

test("AP-25 the SBOM of one image moved next to another is refused", async () => {
  const [honest, other] = [await built("has one"), await built("has none")];
  await sign(other, keys.ours, "");
  await built("has one");
  await sign(honest, keys.ours);
  await registry().forgeAttestations(honest.name, honest.digest, other.digest, (payload) => payload);
  await expectRefused(other, /the SBOM next to it was made for another image/);
});

test("AP-25 attestations copied with their image into another repository are refused there", async () => {
  const image = await built("copied", RUN, "shop/order");
  await sign(image, keys.ours);
  const copy = { name: "shop/product", digest: image.digest };
  await registry().copy(`shop/order@${image.digest}`, "shop/product:copied");
  await registry().copy(`shop/order:${tagOf(image)}`, `shop/product:${tagOf(image)}`);
  await sign(copy, keys.ours, "");
  await expectRefused(copy, /its SBOM is of shop\/order, not of shop\/product/);
});

test("AP-25 provenance of another run is not vouched for, and nothing is signed", async () => {
  const image = await built("of another run", { ...RUN, GITHUB_RUN_ID: "16" });
  expect((await sign(image, keys.ours)).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/the run is declared as .*\/16, but this is .*\/17/) },
  ]);
  await expectRefused(image, /: not signed\./);
});

test.each([
  ["product.sbom.cdx.json", "<html>", /not an SBOM in CycloneDX's JSON/],
  ["product.provenance.json", '{"buildDefinition": {}}', /no provenance of build-image's/],
])("a %s that is none is an error before anything is signed", async (file, text, reason) => {
  const image = await built(`broken ${file}`);
  await writeFile(join(folder.path, file), text);
  expect((await sign(image, keys.ours)).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(reason) },
  ]);
  await expectRefused(image, /: not signed\./);
});

test("attestations are not demanded where there is nothing to verify them against", () => {
  const raw = { images: "{}", registry: registry().host, attestations: "sbom" };
  return expect(verifyImages(request.parse(raw), testContext(folder.path))).rejects.toThrow(
    /attestations: sbom cannot be verified without a public key or an identity/,
  );
});
