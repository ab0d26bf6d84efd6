import { parseYaml } from "../documents/yaml-document.ts";
import { Findings, UserError } from "../errors/user-error.ts";
import type { Tree } from "../git/git.ts";
import { releaseFolder } from "./folder.ts";
import { imageName, type Release, releaseId, releasePath, releaseSchema } from "./release.ts";

export { type DataSchema, misfit, type Served, servedBy } from "./data-schema.ts";
export { releaseFolder } from "./folder.ts";
export {
  imageName,
  RELEASE_ID_ANNOTATION,
  type Release,
  releaseId,
  releasePath,
} from "./release.ts";

/** A release folder that is not what the machine wrote. Nothing may be built on it. */
export class HandEditedRelease extends UserError {
  override readonly name = "HandEditedRelease";
  readonly folder: string;
  readonly faults: readonly string[];

  constructor(folder: string, faults: readonly string[]) {
    super(
      `${folder}: edited by hand: ${faults.join("; ")}.\n  Put it back (git log -- ${folder} shows the last bump or promotion); change services/, rollouts/ or the kustomization.yaml above the folder instead.`,
    );
    this.folder = folder;
    this.faults = faults;
  }
}

const FILES = ["kustomization.yaml", "manifests.yaml", "release.yaml"];

const kind = { schema: releaseSchema, remedy: "Put back what `slipway bump` wrote (git log shows it)." };

/** The release in an environment, or undefined when there is none. Throws when the folder was edited by hand. */
export async function readRelease(
  tree: Tree,
  environment: string,
  service: string,
): Promise<Release | undefined> {
  const files = await releaseFiles(tree, environment, service);
  return files.size === 0 ? undefined : verifyRelease(files, releasePath(environment, service), service);
}

/** The release that `files` (name → content) are; `folder` is named in the errors. Throws when they were edited by hand. */
export function verifyRelease(files: ReadonlyMap<string, Buffer>, folder: string, service: string): Release {
  const faults = [
    ...FILES.filter((name) => !files.has(name)).map((name) => `${name} is missing`),
    ...[...files.keys()]
      .filter((name) => !FILES.includes(name))
      .map((name) => `${name} does not belong there`),
  ];
  const [kustomization, manifests, file] = FILES.map((name) => files.get(name));
  if (kustomization === undefined || manifests === undefined || file === undefined || faults.length > 0) {
    throw new HandEditedRelease(folder, faults);
  }
  const release = parseRelease(file, `${folder}/release.yaml`);
  faults.push(...differences(release, service, { kustomization, manifests, file }));
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}

/** The bytes of the machine's folder: file name → content; empty when there is none. */
export async function releaseFiles(
  tree: Tree,
  environment: string,
  service: string,
): Promise<ReadonlyMap<string, Buffer>> {
  const folder = releasePath(environment, service);
  const paths = await tree.list(folder);
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return new Map(
    paths.map((path, index) => [path.slice(folder.length + 1), contents[index] ?? Buffer.of()] as const),
  );
}

/** Services that have a release in the environment, sorted. */
export async function releasedServices(tree: Tree, environment: string): Promise<readonly string[]> {
  const file = new RegExp(`^environments/${environment}/([^/]+)/release/release\\.yaml$`);
  const paths = await tree.list(`environments/${environment}`);
  return paths.flatMap((path) => file.exec(path)?.[1] ?? []);
}

function parseRelease(content: Buffer, file: string): Release {
  const { value, findings } = parseYaml(content, file, kind);
  if (value === undefined) throw new Findings(findings);
  return value;
}

function differences(
  release: Release,
  service: string,
  files: { readonly kustomization: Buffer; readonly manifests: Buffer; readonly file: Buffer },
): readonly string[] {
  const faults: string[] = [];
  if (release.service !== service)
    faults.push(`release.yaml names service ${JSON.stringify(release.service)}`);
  if (release.image.name !== imageName(service)) {
    faults.push(`release.yaml names image ${JSON.stringify(release.image.name)}`);
  }
  const id = releaseId(files.manifests, release.image.digest);
  if (id !== release.id) {
    faults.push(`manifests.yaml and the digest give ${id}, release.yaml says ${release.id}`);
  }
  const expected = releaseFolder(release, "");
  if (withoutComments(files.kustomization) !== withoutComments(expected.get("kustomization.yaml"))) {
    faults.push("kustomization.yaml is not the one that belongs to release.yaml");
  }
  if (withoutComments(files.file) !== withoutComments(expected.get("release.yaml"))) {
    faults.push("release.yaml is not written as bump writes it");
  }
  return faults;
}

/** A later Slipway may explain the same bytes in other comments. */
function withoutComments(content: Buffer | string = ""): string {
  return content.toString().replace(/^#.*\n/gm, "");
}
