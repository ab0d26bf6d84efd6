/** Releases of the chart as bump writes them: rendered with prod's own strategy, the image pinned in the release folder. */
import { createHash } from "node:crypto";
import type { Files } from "@slipway/testing/git/clone.ts";
import { type Manifest, manifests, render } from "../../../rollouts/testing/render.ts";
import { common, files } from "./releases.ts";

/** A small service; of prod's strategy nothing but times: a gate that takes half a minute would measure the same here. */
const quick = `
replicas: 3
canary: { stages: [{ weight: 20, pause: 1s }, { weight: 50, pause: 1s }] }
analysis: { gate: { interval: 1s, count: 2 } }
`;

export interface Release {
  readonly environment?: string;
  /** Of the chart, beside a quick canary. */
  readonly values?: string;
  /** What is planted in its objects; one that becomes undefined is left out. */
  readonly change?: (object: Manifest) => Manifest | undefined;
}

export const digestOf = (version: string): string =>
  `sha256:${createHash("sha256").update(version).digest("hex")}`;

/** The image that its pods run in the end. */
export const imageOfRelease = (service: string, version: string): string =>
  `shop/${service}:${version}@${digestOf(version)}`;

export async function release(
  service: string,
  version: string,
  { environment = "prod", values = "", change = (object) => object }: Release = {},
): Promise<Files> {
  const strategy = "rollouts/strategies/standard.yaml";
  const text = await render(service, [strategy, { yaml: common }, { yaml: quick }, { yaml: values }]);
  const images = [{ name: `shop/${service}`, newTag: version, digest: digestOf(version) }];
  const objects = manifests(text)
    .map(change)
    .filter((object) => object !== undefined);
  return files(service, objects, environment, images);
}
