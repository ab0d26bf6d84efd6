import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Release, releaseFolder, releaseId } from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { parse } from "yaml";
import { type LocalAddresses, localise } from "../../local/forge/localise.ts";
import { type Manifest, manifests, render, repository } from "../../rollouts/testing/render.ts";
import { servicesIn } from "../../services/kit/folders.ts";

export const environments = ["dev", "staging", "prod"] as const;
export const services = servicesIn(join(repository, "services"));

const digest = `sha256:${"5f".repeat(32)}`;
const rendered = new Map<string, Promise<string>>();

/** The local platform's files, which replace those of the same path. */
const localFiles = "local/forge/overlay";

/** The release of a service as it is made from this tree, whose tier's strategy has the mesh. */
async function releaseOf(service: string): Promise<string> {
  const file = await readFile(join(repository, "services", service, "service.yaml"), "utf8");
  const { tier } = parse(file) as { tier: string };
  return render(service, [`rollouts/strategies/${tier}.yaml`, `services/${service}/values.yaml`]);
}

/**
 * Everything that runs in an environment: its platform, and each service's overlay around a release made of this tree.
 * @param local addresses of a local platform, to get what runs there; the steps of its canaries alone are others
 */
export async function wholeEnvironment(name: string, local?: LocalAddresses): Promise<readonly Manifest[]> {
  const root = await mkdtemp(join(tmpdir(), "slipway-whole-"));
  try {
    await cp(join(repository, "environments", name), root, { recursive: true });
    if (local !== undefined) await makeLocal(root, name, local);
    for (const service of services) await addRelease(root, service);
    const resources = ["platform", ...services].map((folder) => `  - ${folder}\n`).join("");
    await writeFile(join(root, "kustomization.yaml"), `resources:\n${resources}`);
    const { stdout } = await exec("kustomize", ["build", root], { timeoutMs: 60_000 });
    return manifests(stdout);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** All objects of each environment, by its name. */
export const wholeEnvironments = async (): Promise<ReadonlyMap<string, readonly Manifest[]>> =>
  new Map(await Promise.all(environments.map(async (name) => [name, await wholeEnvironment(name)] as const)));

/** As the commit does that a local platform adds to its clone. */
async function makeLocal(root: string, name: string, local: LocalAddresses): Promise<void> {
  await cp(join(repository, localFiles, "environments", name), root, { recursive: true });
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, localise(`environments/${name}/`, await readFile(file, "utf8"), local));
  }
}

async function addRelease(root: string, service: string): Promise<void> {
  const text = await (rendered.get(service) ?? rendered.set(service, releaseOf(service)).get(service));
  const release: Release = {
    schema: 1,
    service,
    id: releaseId(text ?? "", digest),
    version: "0.1.0",
    image: { name: `shop/${service}`, digest },
    source: "4f2a".padEnd(40, "0"),
    strategy: "standard",
  };
  await mkdir(join(root, service, "release"), { recursive: true });
  for (const [file, content] of releaseFolder(release, text ?? ""))
    await writeFile(join(root, service, "release", file), content);
}
