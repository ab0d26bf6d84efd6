/** Manifests that a repository has already: a chart or a kustomization, in a service's folder or elsewhere. */
import { posix } from "node:path";
import { imagePaths } from "@slipway/lib/domain/images/images.ts";
import { repositoryOf } from "@slipway/lib/domain/images/repository.ts";
import { reachOf } from "@slipway/lib/domain/kustomizations/reach.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { parseAllDocuments } from "yaml";
import * as z from "zod";

/** As it is written into `render` of service.yaml; paths start at the service's folder. */
export interface OwnManifests {
  readonly helm?: { readonly chart: string };
  readonly kustomize?: string;
  /** The service's image in them, where its name says so. */
  readonly image?: string;
}

/** Folders of manifests elsewhere in the repository are a service's where they say so: Slipway's own, and fixtures, never. */
const ELSEWHERE =
  /^(?:environments|rollouts|argocd)(?:\/|$)|(?:^|\/)(?:node_modules|vendor|testdata|charts\/[^/]+\/charts|\.[^/]+)(?:\/|$)/;

/** Undefined without any. In the service's folder first; otherwise a chart or base with the service's name. */
export async function ownManifests(
  tree: Tree,
  folder: string,
  service: string,
): Promise<OwnManifests | undefined> {
  const files = await tree.list("");
  const inside = files.filter((file) => folder !== "" && file.startsWith(`${folder}/`));
  const relative = (path: string) => posix.relative(folder, path) || ".";
  const [chart] = [...foldersOf(inside, "Chart.yaml"), ...(await chartsOf(tree, files, service))];
  if (chart !== undefined) {
    const image = await imageInValues(tree, chart);
    return { helm: { chart: relative(chart) }, ...(image === undefined ? {} : { image }) };
  }
  const kustomizations = foldersOf(inside, "kustomization.yaml");
  const base = kustomizations.find((path) => posix.basename(path) === "base") ?? kustomizations[0];
  if (base !== undefined) {
    const image = await imageIn(tree, base, service);
    return { kustomize: relative(base), ...(image === undefined ? {} : { image }) };
  }
  for (const path of foldersOf(files, "kustomization.yaml").filter((each) => isBase(each, service))) {
    const image = await imageIn(tree, path, service);
    if (image !== undefined && posix.basename(image) === service) return { kustomize: relative(path), image };
  }
  return undefined;
}

function foldersOf(files: readonly string[], name: string): readonly string[] {
  return files
    .filter((file) => posix.basename(file) === name)
    .map((file) => posix.dirname(file))
    .filter((path) => !ELSEWHERE.test(path))
    .toSorted((one, other) => one.split("/").length - other.split("/").length);
}

/** `k8s/base`, `deploy/cart/base`, `apps/cart`: not an overlay, which holds for one environment. */
function isBase(path: string, service: string): boolean {
  return ["base", service].includes(posix.basename(path));
}

/** Charts whose own name is the service's. */
async function chartsOf(tree: Tree, files: readonly string[], service: string): Promise<readonly string[]> {
  const folders = foldersOf(files, "Chart.yaml");
  const texts = await Promise.all(folders.map((folder) => tree.read(posix.join(folder, "Chart.yaml"))));
  return folders.filter((_, index) => plainOf(texts[index])?.name === service);
}

/** `image.repository` of the chart's values, if it is a text. */
async function imageInValues(tree: Tree, chart: string): Promise<string | undefined> {
  const image = plainOf(await tree.read(posix.join(chart, "values.yaml")))?.image;
  return z.looseObject({ repository: z.string().min(1) }).safeParse(image).data?.repository;
}

function plainOf(text: Buffer | undefined): Readonly<Record<string, unknown>> | undefined {
  const [document] = parseAllDocuments(text?.toString() ?? "", { logLevel: "silent", uniqueKeys: false });
  if (document === undefined || !("errors" in document) || document.errors.length > 0) return undefined;
  return z.record(z.string(), z.unknown()).safeParse(document.toJS()).data;
}

/** The only image, or the only one with the service's name. */
async function imageIn(tree: Tree, folder: string, service: string): Promise<string | undefined> {
  const { paths } = await reachOf(tree, folder);
  const lists = await Promise.all([folder, ...paths].map(async (path) => [path, ...(await tree.list(path))]));
  const files = [...new Set(lists.flat())].filter((file) => /\.ya?ml$/.test(file));
  const texts = await Promise.all(files.map((file) => tree.read(file)));
  const images = texts.flatMap((text) =>
    parseAllDocuments(text?.toString() ?? "", { logLevel: "silent", uniqueKeys: false })
      .filter(({ errors }) => errors.length === 0)
      .flatMap((document) => imagePaths(document.toJS()).flatMap(({ image }) => image ?? [])),
  );
  const names = [...new Set(images.map(repositoryOf))];
  const own = names.filter((name) => name.includes(service));
  return names.length === 1 ? names[0] : own.length === 1 ? own[0] : undefined;
}
