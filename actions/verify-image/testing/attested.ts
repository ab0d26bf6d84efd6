/** sign-image and verify-image on a real registry, with two pairs of keys. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { provenanceOf } from "@slipway/lib/domain/images/provenance.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { type KeyPair, startRegistry, type TestRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect } from "vitest";
import * as z from "zod";
import { request as signRequest } from "../../sign-image/request.ts";
import { signImages } from "../../sign-image/sign-image.ts";
import { request } from "../request.ts";
import { verifyImages } from "../verify-image.ts";

export const WORKFLOW = "https://github.com/shop/platform/.github/workflows/deliver.yml";

export const MAIN = `${WORKFLOW}@refs/heads/main`;

export const NO_KEY = { COSIGN_PRIVATE_KEY: "", COSIGN_PASSWORD: "" };

export const RUN = {
  PATH: process.env.PATH,
  HOME: "/nowhere",
  GITHUB_SERVER_URL: "https://forge.example.com",
  GITHUB_REPOSITORY: "shop/platform",
  GITHUB_WORKFLOW_REF: "shop/platform/.github/workflows/deliver.yml@refs/heads/main",
  GITHUB_RUN_ID: "17",
  GITHUB_SHA: "a".repeat(40),
};

export interface Image {
  readonly name: string;
  readonly digest: string;
}

export const tagOf = ({ digest }: Image): string => `${digest.replace(":", "-")}.att`;

const attestations = z.object({
  layers: z.array(z.object({ annotations: z.object({ predicateType: z.string() }) })),
});

/** Images on a registry of the calling test file, what is attested about them, and what is verified. */
export function attesting() {
  let registry: TestRegistry;
  let folder: TemporaryFolder;
  let ours: KeyPair;
  let theirs: KeyPair;

  beforeAll(async () => {
    [registry, folder] = await Promise.all([startRegistry(), temporaryFolder()]);
    [ours, theirs] = await Promise.all([registry.keyPair(), registry.keyPair()]);
  });
  afterAll(() => Promise.all([registry[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));

  /** A pushed image, and next to it what build-image and scan-image would have written in `run`. */
  async function built(content: string, run: NodeJS.ProcessEnv = RUN, name = "shop/product"): Promise<Image> {
    await mkdir(folder.path, { recursive: true });
    const at = new Date(0);
    const facts = { service: "product", source: "a".repeat(40), platforms: ["linux/amd64"], arguments: {} };
    const base = `node:24@sha256:${"b".repeat(64)}`;
    const provenance = provenanceOf({ ...facts, bases: [base], startedOn: at, finishedOn: at }, run);
    const sbom = {
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      components: [{ type: "library", name: content }],
    };
    await writeFile(join(folder.path, "product.provenance.json"), JSON.stringify(provenance));
    await writeFile(join(folder.path, "product.sbom.cdx.json"), JSON.stringify(sbom));
    return { name, digest: await registry.push(name, content) };
  }

  function sign(
    image: Image,
    pair: KeyPair,
    attestations = "sbom,provenance",
    run: Readonly<Record<string, string | undefined>> = RUN,
  ) {
    const images = JSON.stringify({ product: image });
    const raw = { images, registry: registry.host, layouts: folder.path, attestations };
    return signImages(signRequest.parse(raw), testContext(folder.path, { env: { ...run, ...pair.env } }));
  }

  function verify(image: Image, attestations = "sbom,provenance") {
    const images = JSON.stringify({ product: image });
    const raw = { images, registry: registry.host, "public-key": ours.publicKey, attestations };
    return verifyImages(request.parse(raw), testContext(folder.path, { env: RUN }));
  }

  async function expectRefused(image: Image, reason: RegExp): Promise<void> {
    const { results, outputs } = await verify(image);
    expect(results).toMatchObject([{ status: "failed", reason: expect.stringMatching(reason) }]);
    expect(outputs.images).toBe("{}");
  }

  /** Types of the predicates that the registry has next to an image. */
  async function attestedOf(image: Image): Promise<readonly string[]> {
    const { stdout } = await exec("crane", ["manifest", `${registry.host}/${image.name}:${tagOf(image)}`]);
    return attestations.parse(JSON.parse(stdout)).layers.map((layer) => layer.annotations.predicateType);
  }

  return {
    attestedOf,
    built,
    expectRefused,
    folder: {
      get path() {
        return folder.path;
      },
    },
    keys: {
      get ours() {
        return ours;
      },
      get theirs() {
        return theirs;
      },
    },
    registry: () => registry,
    sign,
    verify,
  };
}
