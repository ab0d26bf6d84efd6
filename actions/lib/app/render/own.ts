/**
 * Manifests of a service's own, from its Helm chart or kustomization. Kustomize writes them in one form and gives the pods
 * an annotation, so that the release can add its id; then they are made free of registry and namespace.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { posix } from "node:path";
import { stringify } from "yaml";
import { Findings, UserError } from "../../domain/errors/user-error.ts";
import { reachOf } from "../../domain/kustomizations/reach.ts";
import { POD_TEMPLATES } from "../../domain/releases/kinds.ts";
import type { Rendering } from "../../domain/services/rendering.ts";
import type { Service } from "../../domain/services/service.ts";
import { confined } from "../../io/exec/confined.ts";
import type { Tree } from "../../io/git/git.ts";
import { exported } from "./export.ts";
import { rendered } from "./helm.ts";
import { type Built, kustomizeIn } from "./kustomize.ts";
import { ANY_NAMESPACE, neutral } from "./neutral.ts";

type OwnRendering = Exclude<Rendering, { by: "chart" }>;
type Outcome = { readonly manifests: string } | { readonly fault: UserError };

export async function renderOwn(tree: Tree, service: Service, rendering: OwnRendering): Promise<Outcome> {
  const where = rendering.by === "helm" ? rendering.chart : rendering.folder;
  const missing = await missingFiles(tree, rendering);
  if (missing.length > 0) {
    return {
      fault: new UserError(
        `${posix.join(service.path, "service.yaml")}: render: ${missing.join(", ")}: not there at commit ${tree.commit}.\n  Add the file, or correct the path.`,
      ),
    };
  }
  const built =
    rendering.by === "helm"
      ? await fromHelm(tree, service, rendering)
      : await fromKustomize(tree, service, rendering);
  if ("fault" in built) return built;
  const { manifests, findings } = neutral(built.manifests, where, {
    name: service.name,
    images: [{ image: service.image, placeholder: rendering.image }, ...Object.values(service.images ?? {})],
  });
  return findings.length === 0 ? { manifests } : { fault: new Findings(findings) };
}

async function missingFiles(tree: Tree, rendering: OwnRendering): Promise<readonly string[]> {
  const files =
    rendering.by === "helm"
      ? [`${rendering.chart}/Chart.yaml`, ...rendering.values]
      : [`${rendering.folder}/kustomization.yaml`];
  const found = await Promise.all(files.map((file) => tree.entry(file)));
  return files.filter((_, index) => found[index] === undefined);
}

async function fromHelm(
  tree: Tree,
  { name }: Service,
  { chart, values }: Extract<Rendering, { by: "helm" }>,
): Promise<Outcome> {
  return exported(tree, [chart, ...values], async (root) => {
    const args = ["template", name, chart, "--namespace", ANY_NAMESPACE, "--skip-tests"];
    const files = values.flatMap((file) => ["--values", file]);
    const template = () =>
      rendered(() => confined("helm", [...args, ...files], { cwd: root, timeoutMs: 60_000 }), {
        root,
        chart,
        file: values.at(-1) ?? `${chart}/values.yaml`,
      });
    const [first, second] = await Promise.all([template(), template()]);
    if ("fault" in first) return first;
    if (!("manifests" in second) || first.manifests !== second.manifests) {
      return {
        fault: new UserError(
          `${chart}: renders something else each time, so a release could not be compared with its source.\n  Remove random and time functions (randAlphaNum, genCA, now) from the templates.`,
        ),
      };
    }
    // Apart from the chart: kustomize may read nothing but this.
    return exported(EMPTY, [], async (folder) => {
      await wrap(folder, "own", name, ["rendered.yaml"]);
      await writeFile(posix.join(folder, "own/rendered.yaml"), first.manifests);
      return outcome(await kustomizeIn(folder, "own").build("own"), `${chart}: rendered`);
    });
  });
}

async function fromKustomize(
  tree: Tree,
  { name }: Service,
  { folder }: Extract<Rendering, { by: "kustomize" }>,
): Promise<Outcome> {
  const { paths } = await reachOf(tree, folder);
  return exported(tree, [folder, ...paths], async (root) => {
    await wrap(root, WRAPPER, name, [`../${folder}`]);
    return outcome(await kustomizeIn(root, "").buildList(WRAPPER, [folder]), folder);
  });
}

const EMPTY: Tree = {
  commit: "",
  list: async () => [],
  read: async () => undefined,
  entry: async () => undefined,
};

const WRAPPER = ".slipway-own";

/** A merge patch reaches pods that have no annotations yet; a release adds its id to those that have. */
async function wrap(
  root: string,
  folder: string,
  service: string,
  resources: readonly string[],
): Promise<void> {
  const patches = [...POD_TEMPLATES].map(([kind, path]) => ({
    target: { kind },
    patch: stringify({
      apiVersion: "v1",
      kind: "any",
      metadata: { name: "any" },
      ...path.reduceRight<object>((inner, step) => ({ [step]: inner }), {
        metadata: { annotations: { "slipway.dev/service": service } },
      }),
    }),
  }));
  await mkdir(posix.join(root, folder));
  await writeFile(
    posix.join(root, folder, "kustomization.yaml"),
    stringify({
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources,
      sortOptions: { order: "fifo" },
      patches,
    }),
  );
}

function outcome(built: Built, where: string): Outcome {
  if ("manifests" in built) return built;
  const words =
    "refused" in built ? built.refused : [`${where}: kustomize build: ${built.failure}.\n  Fix it.`];
  return { fault: new Findings(words) };
}
