/** What a workflow signs without a key. */
import { delimiter } from "node:path";
import { GITHUB_ISSUER } from "@slipway/lib/io/cosign/trust.ts";
import { cosignAs, makeAuthority } from "@slipway/testing/registry/workflow-identity.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test } from "vitest";
import { request } from "./request.ts";
import { attesting, MAIN, NO_KEY, RUN, WORKFLOW } from "./testing/attested.ts";
import { verifyImages } from "./verify-image.ts";

const { built, folder, registry, sign } = attesting();

const authority = await makeAuthority();

/** The environment of a job of the workflow `identity`, which signs without a key. */
async function jobOf(tools: TemporaryFolder, identity: string) {
  await cosignAs(tools.path, authority, identity, GITHUB_ISSUER);
  return {
    ...RUN,
    PATH: `${tools.path}${delimiter}${RUN.PATH}`,
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_WORKFLOW_REF: identity.replace("https://github.com/", ""),
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://issuer.test",
  };
}

test.each<[string, string, RegExp | undefined]>([
  ["the workflow that is trusted", MAIN, undefined],
  [
    "another branch's workflow",
    `${WORKFLOW}@refs/heads/feature`,
    /its SBOM is not signed by .*refs\/heads\/main/,
  ],
])("AP-25 an image attested by %s, signed by the one that is trusted", async (name, identity, refused) => {
  await using mine = await temporaryFolder();
  await using other = await temporaryFolder();
  const [main, attester] = [await jobOf(mine, MAIN), await jobOf(other, identity)];
  const image = await built(name, attester);
  const noKey = { publicKey: "", env: NO_KEY };
  await sign(image, noKey, "", main);
  expect((await sign(image, noKey, "sbom,provenance", attester)).results).toMatchObject([{ status: "done" }]);
  const images = JSON.stringify({ product: image });
  const raw = { images, registry: registry().host, identity: MAIN, attestations: "sbom,provenance" };
  const { results } = await verifyImages(request.parse(raw), testContext(folder.path, { env: main }));
  if (refused === undefined) expect(results).toMatchObject([{ status: "done" }]);
  else expect(results).toMatchObject([{ status: "failed", reason: expect.stringMatching(refused) }]);
});
