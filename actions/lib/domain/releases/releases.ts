import { imageName } from "../config/config.ts";
import { readConfig } from "../config/read.ts";
import { Findings, UserError } from "../errors/user-error.ts";
import { furtherName, sorted } from "../images/further.ts";
import { parseYaml } from "../parsing/yaml.ts";
import type { Tree } from "../repository/git.ts";
import { releaseFolder, type Start } from "./folder.ts";
import { type Release, releaseId, releasePath, releaseSchema } from "./release.ts";

export { type DataSchema, misfit, type Served, servedBy } from "./data-schema.ts";
export { releaseChanges, releaseFolder, type Start } from "./folder.ts";
export {
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
      `${folder}: edited manually: ${faults.join("; ")}.\n  Put it back (git log -- ${folder} shows the last bump or promotion); change services/, rollouts/ or the kustomization.yaml above the folder instead.`,
    );
    this.folder = folder;
    this.faults = faults;
  }
}

const FILES = ["kustomization.yaml", "manifests.yaml", "release.yaml"];

const kind = { schema: releaseSchema, remedy: "Put back what `slipway bump` wrote (git log shows it)." };

/** The release in an environment, or undefined when there is none. Throws when the folder was edited manually. */
export async function readRelease(
  tree: Tree,
  environment: string,
  service: string,
): Promise<Release | undefined> {
  const files = await releaseFiles(tree, environment, service);
  if (files.size === 0) return undefined;
  const folder = releasePath(environment, service);
  const odd = await oddFiles(tree, folder);
  if (odd.length > 0) throw new HandEditedRelease(folder, odd);
  return verifyRelease(files, folder, await expectedRelease(tree, service));
}

/** Whose release a folder must be. */
export interface ExpectedRelease {
  readonly service: string;
  /** Name of the service's image, without registry and tag. */
  readonly image: string;
}

export async function expectedRelease(tree: Tree, service: string): Promise<ExpectedRelease> {
  return { service, image: imageName(await readConfig(tree), service) };
}

/** The release that `files` (name → content) are; `folder` is named in the errors. Throws when they were edited manually. */
export function verifyRelease(
  files: ReadonlyMap<string, Buffer>,
  folder: string,
  expected: ExpectedRelease,
): Release {
  const release = inspected(files, folder);
  const id = releaseId(files.get("manifests.yaml") ?? "", release.image.digest, release.images);
  const wrongId =
    id === release.id ? [] : [`manifests.yaml and the digest give ${id}, release.yaml says ${release.id}`];
  const faults = [...wrongId, ...differences(release, expected, files)];
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}

/**
 * The same for a release whose id is not known yet, as that of a preview: the files that say what runs are, byte for
 * byte, what the release in them would be written as.
 */
export function writtenRelease(
  files: ReadonlyMap<string, Buffer>,
  folder: string,
  expected: ExpectedRelease,
): Release {
  const release = inspected(files, folder);
  const faults = differences(release, expected, files);
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return release;
}

function inspected(files: ReadonlyMap<string, Buffer>, folder: string): Release {
  const faults = [
    ...FILES.filter((name) => !files.has(name)).map((name) => `${name} is missing`),
    ...[...files.keys()]
      .filter((name) => !FILES.includes(name))
      .map((name) => `${name} does not belong there`),
  ];
  if (faults.length > 0) throw new HandEditedRelease(folder, faults);
  return parseRelease(files.get("release.yaml") ?? Buffer.of(), `${folder}/release.yaml`);
}

/** A link or an executable of the same bytes is something else. What is only planned has no mode yet. */
async function oddFiles(tree: Tree, folder: string): Promise<readonly string[]> {
  const paths = await tree.list(folder);
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return paths
    .filter((_, index) => (entries[index]?.mode ?? PLAIN) !== PLAIN)
    .map((path) => `${path.slice(folder.length + 1)} is not a plain file`);
}

const PLAIN = "100644";

/** The bytes of the release folder: file name → content; empty when there is none. */
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

/** The verified files of a release, as they start it: a rollback's short steps stay in the environment that was rolled back. */
export function startedBy(
  release: Release,
  files: ReadonlyMap<string, Buffer>,
  start: Start,
): ReadonlyMap<string, Buffer> {
  const manifests = files.get("manifests.yaml") ?? Buffer.of();
  const written = releaseFolder(release, manifests.toString(), start);
  return new Map([...written].map(([name, content]) => [name, Buffer.from(content)] as const));
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
  { service, image }: ExpectedRelease,
  files: ReadonlyMap<string, Buffer>,
): readonly string[] {
  const faults: string[] = [];
  if (release.service !== service)
    faults.push(`release.yaml names service ${JSON.stringify(release.service)}`);
  if (release.image.name !== image) {
    faults.push(`release.yaml names image ${JSON.stringify(release.image.name)}`);
    // Names of the others follow from it.
  } else {
    const odd = sorted(release.images ?? {}).filter(([key, { name }]) => name !== furtherName(image, key));
    faults.push(
      ...odd.map(([key, { name }]) => `release.yaml names image ${JSON.stringify(name)} as ${key}`),
    );
  }
  const isWritten = (name: string, start: Start) => {
    const expected = releaseFolder(release, files.get("manifests.yaml")?.toString() ?? "", start);
    return files.get(name)?.equals(Buffer.from(expected.get(name) ?? "")) === true;
  };
  const kustomization = "kustomization.yaml";
  if (!isWritten(kustomization, "canary") && !isWritten(kustomization, "rollback")) {
    faults.push("kustomization.yaml is not the one that belongs to release.yaml");
  }
  if (!isWritten("release.yaml", "canary")) faults.push("release.yaml is not written as bump writes it");
  return faults;
}
