import { expect, test } from "vitest";
import { buildctlArgs, buildxArgs } from "./buildkit.ts";

const build = {
  service: "product",
  image: "shop/product",
  tag: "src-abc",
  folder: "services/product",
  prepare: undefined,
  context: "services",
  dockerfile: "services/product/Dockerfile",
  target: "release",
  secrets: ["SLIPWAY_BUILD_NPM"],
  platforms: ["linux/amd64", "linux/arm64"],
  buildArgs: { SOURCE_DATE_EPOCH: "1", NODE_IMAGE: "node@sha256:1" },
  labels: { "org.opencontainers.image.revision": "abc" },
  cacheFrom: "type=gha,scope=product",
  cacheTo: "type=gha,scope=product,mode=max",
};

test("both clients build the same image", () => {
  const output =
    "--output=type=oci,tar=false,dest=/store,name=shop/product:src-abc,oci-mediatypes=true,rewrite-timestamp=true";
  expect(buildctlArgs(build, { store: "/store", metadata: "m.json" })).toEqual([
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    "--local=context=services",
    "--local=dockerfile=services/product",
    "--opt=filename=Dockerfile",
    "--opt=target=release",
    "--secret=id=SLIPWAY_BUILD_NPM,env=SLIPWAY_BUILD_NPM",
    "--opt=platform=linux/amd64,linux/arm64",
    "--opt=build-arg:SOURCE_DATE_EPOCH=1",
    "--opt=build-arg:NODE_IMAGE=node@sha256:1",
    "--opt=label:org.opencontainers.image.revision=abc",
    "--import-cache=type=gha,scope=product",
    "--export-cache=type=gha,scope=product,mode=max",
    output,
    "--metadata-file=m.json",
  ]);
  expect(buildxArgs(build, { store: "/store", metadata: "m.json" })).toEqual([
    "buildx",
    "build",
    "--progress=plain",
    "--file=services/product/Dockerfile",
    "--target=release",
    "--secret=id=SLIPWAY_BUILD_NPM,env=SLIPWAY_BUILD_NPM",
    "--platform=linux/amd64,linux/arm64",
    "--build-arg=SOURCE_DATE_EPOCH=1",
    "--build-arg=NODE_IMAGE=node@sha256:1",
    "--label=org.opencontainers.image.revision=abc",
    "--cache-from=type=gha,scope=product",
    "--cache-to=type=gha,scope=product,mode=max",
    "--provenance=false",
    "--sbom=false",
    output,
    "--metadata-file=m.json",
    "services",
  ]);
});
