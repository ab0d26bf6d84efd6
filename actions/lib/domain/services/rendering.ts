/** `render` of a service.yaml: what a service's manifests are rendered from. */
import { posix } from "node:path";
import * as z from "zod";
import type { Config } from "../config/config.ts";
import { UserError } from "../errors/user-error.ts";
import { reachOf } from "../kustomizations/reach.ts";
import type { Tree } from "../repository/git.ts";
import { insideRepository, path } from "./build-settings.ts";

const own = z.strictObject({
  helm: z
    .strictObject({
      chart: path.describe("Folder of the Helm chart, from the service's folder."),
      values: z
        .array(path, "a list of files is expected")
        .default([])
        .describe("Files of values, from the service's folder; later files win."),
    })
    .optional()
    .describe("A Helm chart of your own."),
  kustomize: path
    .optional()
    .describe("Folder of a kustomization of your own, from the service's folder, without an environment."),
  image: z
    .string("the name of an image is expected")
    .regex(/^[\w./:-]*[\w]$/, "the name of an image without tag and digest is expected")
    .optional()
    .describe(
      "Name of the service's image in these manifests, where it does not end in the name that `image` of slipway.yaml gives.",
    ),
});

/** `chart` stands for Slipway's own chart, with the service's tier and values.yaml. */
export const renderSchema = z.preprocess(
  (value) => (value === "chart" ? undefined : value),
  own
    .refine(
      ({ helm, kustomize }) => (helm === undefined) !== (kustomize === undefined),
      "either helm or kustomize is expected",
    )
    .optional(),
);

/** All paths are from the repository's root. */
export type Rendering =
  | {
      readonly by: "chart";
      readonly chart: string;
      /** File of values that the service's tier or strategy selects. */
      readonly strategyFile: string;
      readonly valuesFile: string;
    }
  | {
      readonly by: "helm";
      readonly chart: string;
      readonly values: readonly string[];
      readonly image?: string | undefined;
    }
  | { readonly by: "kustomize"; readonly folder: string; readonly image?: string | undefined };

/** Throws for a path that leads out of the repository. */
export function renderingOf(
  folder: string,
  strategy: string,
  config: Config,
  own: z.output<typeof renderSchema>,
): Rendering {
  const inside = (path: string, key: string) => belowRoot(folder, path, `render.${key}`);
  if (own?.helm !== undefined) {
    return {
      by: "helm",
      chart: inside(own.helm.chart, "helm.chart"),
      values: own.helm.values.map((file) => inside(file, "helm.values")),
      image: own.image,
    };
  }
  if (own?.kustomize !== undefined) {
    return { by: "kustomize", folder: inside(own.kustomize, "kustomize"), image: own.image };
  }
  return {
    by: "chart",
    chart: config.chart,
    strategyFile: `${config.strategies}/${strategy}.yaml`,
    valuesFile: posix.join(folder, "values.yaml"),
  };
}

/** The root would hold the environments too, and each release would be followed by another. */
function belowRoot(folder: string, path: string, key: string): string {
  const inside = insideRepository(folder, path, key);
  if (inside !== "") return inside;
  throw new UserError(
    `${posix.join(folder, "service.yaml")}: ${key}: ${JSON.stringify(path)} is the repository's root, which holds the environments too.\n  Move the manifests into a folder.`,
  );
}

/** Files and folders that the manifests are rendered from. Not all of them are there. */
export async function renderedFrom(tree: Tree, rendering: Rendering): Promise<readonly string[]> {
  switch (rendering.by) {
    case "chart":
      return [rendering.chart, rendering.strategyFile, rendering.valuesFile];
    case "helm":
      return [rendering.chart, ...rendering.values];
    case "kustomize":
      return [rendering.folder, ...(await reachOf(tree, rendering.folder)).paths];
  }
}
