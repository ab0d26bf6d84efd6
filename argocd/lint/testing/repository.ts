/** The linted files of this repository, with a release of product in dev. */
import { join } from "node:path";
import { releaseFolder } from "@slipway/lib/domain/releases/folder.ts";
import { type Release, releaseId } from "@slipway/lib/domain/releases/release.ts";
import { readFiles } from "../lint.ts";
import type { Files } from "../rule.ts";

export const digest = `sha256:${"ab".repeat(32)}`;
export const manifests = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: product
spec:
  template:
    spec:
      containers:
        - name: product
          image: shop/product
---
apiVersion: v1
kind: Service
metadata:
  name: product
`;
export const release: Release = {
  schema: 1,
  service: "product",
  id: releaseId(manifests, digest),
  version: "0.1.0",
  image: { name: "shop/product", digest },
  source: "c0ffee".padEnd(40, "0"),
  strategy: "standard",
};

const folder = "environments/dev/product/release";

export const files: Files = new Map([
  ...(await readFiles(join(import.meta.dirname, "../../.."))),
  ...[...releaseFolder(release, manifests)].map(([name, content]) => [`${folder}/${name}`, content] as const),
]);
