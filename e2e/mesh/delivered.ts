import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { repositoryRoot } from "../../local/build/paths.ts";
import { accountToken } from "../../local/forge/accounts.ts";
import { author } from "../../local/forge/author.ts";
import { git, push } from "../../local/forge/git.ts";
import { exampleAddresses } from "../../local/forge/localise.ts";
import { repositoryUrl } from "../../local/forge/repository.ts";
import type { Platform } from "../../local/platform/platform.ts";
import { releaseObjects, service } from "./world.ts";

const folder = `environments/prod/${service}`;

/** The service as Argo CD delivers it: from the forge's repository, by the shipped project and application template of prod. */
export class Delivered {
  readonly #platform: Platform;
  readonly #clone: string;

  private constructor(platform: Platform, clone: string) {
    this.#platform = platform;
    this.#clone = clone;
  }

  static async open(platform: Platform): Promise<Delivered> {
    const clone = platform.path("checkout", "mesh");
    await rm(clone, { recursive: true, force: true });
    await mkdir(join(clone, folder), { recursive: true });
    await git(clone, ["init", "-q", "--initial-branch=main"]);
    await git(clone, ["remote", "add", "origin", repositoryUrl(platform)]);
    return new Delivered(platform, clone);
  }

  /** Commits a release of the service and pushes it. */
  async release(version: string, changes: object): Promise<void> {
    const objects = await releaseObjects(this.#platform, changes);
    const annotated = objects.map((object) =>
      object.kind === "Rollout" ? withVersion(object, version) : object,
    );
    await this.#write("manifests.yaml", annotated.map((object) => stringify(object)).join("---\n"));
    await this.#write("kustomization.yaml", stringify({ resources: ["manifests.yaml"] }));
    await git(this.#clone, ["add", "--all"]);
    await git(this.#clone, [...author, "commit", "-q", "-m", `chore(${service}): version ${version}`]);
    await push(this.#clone, ["--force", "origin", "main"], await accountToken(this.#platform, "admin"));
  }

  /** Gives Argo CD the project and the application; every later release is a commit alone. */
  async start(): Promise<void> {
    const project = await this.#read("projects/shop-prod.yaml");
    const { spec } = parse(await this.#read("applicationsets/prod.yaml")) as Sets;
    const { metadata, ...template } = spec.template;
    const application = {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { ...metadata, namespace: "argocd" },
      ...template,
    };
    const text = stringify(application).replaceAll("{{ index .path.segments 2 }}", service);
    await this.#platform.apply(["-f", "-"], `${project}---\n${text}`);
  }

  async #read(path: string): Promise<string> {
    const text = await readFile(join(repositoryRoot, "argocd", path), "utf8");
    return text.replaceAll(exampleAddresses.repository, repositoryUrl(this.#platform));
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(join(this.#clone, folder, name), text);
  }
}

interface Sets {
  readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
}

/** The rollout with the version that its pods answer with. */
function withVersion<Rollout extends object>(rollout: Rollout, version: string): Rollout {
  const copy = structuredClone(rollout) as Rollout & Pods;
  for (const container of copy.spec.template.spec.containers)
    container.env = [...container.env, { name: "VERSION", value: version }];
  return copy;
}

interface Pods {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { env: object[] }[] } } };
}
