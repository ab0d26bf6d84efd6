/** Manifests that a repository has already: a chart or a kustomization in a service's folder. */
import { posix } from "node:path";
import { imagePaths } from "@slipway/lib/domain/images/images.ts";
import { reachOf } from "@slipway/lib/domain/kustomizations/reach.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { parseAllDocuments } from "yaml";

/** As it is written into `render` of service.yaml; paths start at the service's folder. */
export interface OwnManifests {
  readonly helm?: { readonly chart: string };
  readonly kustomize?: string;
  /** The service's image in them, where its name says so. */
  readonly image?: string;
}

/** Undefined where there are none. Of several kustomizations the one of a folder named `base`, else the first. */
export async function ownManifests(
  tree: Tree,
  folder: string,
  service: string,
): Promise<OwnManifests | undefined> {
  const files = await tree.list(folder);
  const foldersOf = (name: string) =>
    files
      .filter((file) => posix.basename(file) === name)
      .map((file) => posix.dirname(file))
      .toSorted((one, other) => one.split("/").length - other.split("/").length);
  const relative = (path: string) => posix.relative(folder, path) || ".";
  const [chart] = foldersOf("Chart.yaml");
  if (chart !== undefined) {
    // A chart's image is made of its values: what it is called there, service.yaml has to say.
    return { helm: { chart: relative(chart) } };
  }
  const kustomizations = foldersOf("kustomization.yaml");
  const base = kustomizations.find((path) => posix.basename(path) === "base") ?? kustomizations[0];
  if (base === undefined) return undefined;
  const image = await imageIn(tree, base, service);
  return { kustomize: relative(base), ...(image === undefined ? {} : { image }) };
}

/** The only image, or the only one that has the service's name in it. */
async function imageIn(tree: Tree, folder: string, service: string): Promise<string | undefined> {
  const { paths } = await reachOf(tree, folder);
  const lists = await Promise.all([folder, ...paths].map(async (path) => [path, ...(await tree.list(path))]));
  const files = [...new Set(lists.flat())].filter((file) => /\.ya?ml$/.test(file));
  const texts = await Promise.all(files.map((file) => tree.read(file)));
  const images = texts.flatMap((text) =>
    parseAllDocuments(text?.toString() ?? "", { logLevel: "silent" })
      .filter(({ errors }) => errors.length === 0)
      .flatMap((document) => imagePaths(document.toJS()).flatMap(({ image }) => image ?? [])),
  );
  const names = [...new Set(images.map((image) => image.replace(/@.*$/, "").replace(/:[^/:]*$/, "")))];
  const own = names.filter((name) => name.includes(service));
  return names.length === 1 ? names[0] : own.length === 1 ? own[0] : undefined;
}
