/** What git itself answers: files that workflows and rules rest on, signatures' identity, and the reporters' heartbeats. */
import { CONFIG_FILE, type Config } from "@slipway/lib/domain/config/config.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { heartbeatBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import { type SourceRepository, shortNameOf } from "@slipway/lib/domain/repository/sources.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import { OWN_PIPELINE, pinRequirements } from "./pins.ts";
import { type Answer, MET, missing, notAsked, type Requirement, worst } from "./requirement.ts";

const BUILDS = "deliver";
const WORKFLOWS = ["promote", "rollback", "gates", "gates-check", "preview"];

/** What is built elsewhere is delivered from there. */
const workflowsOf = ({ sources }: Config) => (sources.length === 0 ? [BUILDS, ...WORKFLOWS] : WORKFLOWS);
const CODE_OWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

export interface InspectedRepository {
  readonly git: Git;
  readonly tree: Tree;
  readonly config: Config;
  readonly environments: readonly Environment[];
  readonly now: Date;
  readonly flavour: "github" | "gitea";
  /** `owner/name` at the forge. */
  readonly repository: string;
  /** Branch that the environments live on. */
  readonly branch: string;
}

export function gitRequirements(place: InspectedRepository): readonly Requirement[] {
  const { tree, config, repository, environments } = place;
  const workflows = workflowsOf(config);
  const ofReleases = (check: () => Promise<Answer>) => async () =>
    config.pins === undefined ? await check() : notAsked(OWN_PIPELINE);
  return [
    {
      id: "workflows/files",
      what: `workflows ${workflows.join(", ")} in .github/workflows`,
      why: "what has no workflow does not happen: nothing is delivered, promoted, rolled back or checked",
      how: "slipway init",
      isRequired: true,
      check: ofReleases(() => hasWorkflows(tree, workflows)),
    },
    {
      id: "signing/identity",
      what: "images are signed: by the workflow's own identity at GitHub, elsewhere by a key pair",
      why: "an image that is not signed is deployed",
      threat: "T7",
      how: "GitHub: `id-token: write` in deliver.yml. Gitea: cosign generate-key-pair, then SLIPWAY_COSIGN_KEY and SLIPWAY_COSIGN_PASSWORD as secrets and SLIPWAY_COSIGN_PUBLIC_KEY as a variable",
      isRequired: true,
      check: ofReleases(() => isSigned(place)),
    },
    {
      id: "repository/owners",
      what: "CODEOWNERS names who reviews",
      why: "the review that rules ask for is anybody's: one person changes gates, holds or prod alone",
      threat: "a manually edited release folder, or an unknown image",
      how: "slipway init --owners @owner/team",
      isRequired: true,
      check: () => hasOwners(tree),
    },
    {
      id: "argocd/repository",
      what: `${CONFIG_FILE} names this repository as what Argo CD reads`,
      why: "Argo CD syncs another repository: what is promoted here never arrives, and what is pushed there does",
      threat: "T8",
      how: `set \`repository\` in ${CONFIG_FILE}`,
      isRequired: true,
      check: ofReleases(async () => namesRepository(config, repository)),
    },
    ...config.sources.map((source) => readableSource(place, source)),
    ...pinRequirements(tree, config.pins, environments),
    ...environments.map((environment) => heartbeat(place, environment)),
  ];
}

function readableSource({ git, branch }: InspectedRepository, source: SourceRepository): Requirement {
  return {
    id: `source/${shortNameOf(source.repository)}`,
    what: `the history of ${source.repository} (${source.branch}) can be read`,
    why: "the order of its releases is not known: nothing of it is promoted",
    how: "install the bot's App there with contents: read and add its name to the variable SLIPWAY_SOURCE_REPOSITORIES; here, give SLIPWAY_SOURCE_TOKEN",
    isRequired: true,
    async check() {
      await git.fetch(branch);
      try {
        await git.fetchSource(source.repository);
        return MET;
      } catch (error) {
        if (error instanceof UserError) return missing(firstLine(error.message));
        throw error;
      }
    },
  };
}

async function hasWorkflows(tree: Tree, workflows: readonly string[]): Promise<Answer> {
  const files = new Set(await tree.list(".github/workflows"));
  const lacking = workflows.filter((name) => !files.has(`.github/workflows/${name}.yml`));
  return lacking.length === 0
    ? MET
    : missing(`there is no ${lacking.map((name) => `${name}.yml`).join(", ")}`);
}

async function hasOwners(tree: Tree): Promise<Answer> {
  const texts = await Promise.all(CODE_OWNERS.map((path) => tree.read(path)));
  return texts.some((text) => /^[^\S\n]*[^#\s]\S*[^\S\n]+\S/m.test(text?.toString() ?? ""))
    ? MET
    : missing(`none of ${CODE_OWNERS.join(", ")} names an owner`);
}

async function isSigned({ tree, flavour, config }: InspectedRepository): Promise<Answer> {
  if (config.sources.length > 0) return notAsked("the services' repositories sign; ask doctor there");
  if (flavour === "gitea") return notAsked("Gitea vouches for no workflow; see the variable of the key pair");
  const text = (await tree.read(".github/workflows/deliver.yml"))?.toString() ?? "";
  return /^\s*id-token: write\b/m.test(text) ? MET : missing("no job of deliver.yml may ask for an identity");
}

function namesRepository({ repository: address }: Config, name: string): Answer {
  if (address === undefined) return missing(`${CONFIG_FILE} names no repository`);
  const path = address.replace(/\.git$/, "").toLowerCase();
  return path.endsWith(`/${name.toLowerCase()}`)
    ? MET
    : missing(`it names ${address}, but GITHUB_REPOSITORY is ${name}`);
}

function heartbeat(place: InspectedRepository, environment: Environment): Requirement {
  const { name, clusters, evidence } = environment;
  return {
    id: `heartbeat/${name}`,
    what: `the reporter of each cluster of ${name} (${clusters.join(", ")}) pushes heartbeats`,
    why: `nothing is known of ${name}: gates that ask for health, soak or analysis stay closed`,
    how: "run argocd/addons/reporter in the cluster, with its own token",
    // Without a reporter health is then not judged, and every promotion says so.
    isRequired: place.config.pins?.health !== "optional",
    check: () => beats(place, environment, evidence.maxAgeSeconds),
  };
}

async function beats(
  { git, now }: InspectedRepository,
  { name, clusters }: Environment,
  maxAge: number,
): Promise<Answer> {
  const tips = await git.fetch("heartbeat/*");
  const answers = clusters.map(async (cluster): Promise<Answer> => {
    const branch = heartbeatBranch(name, cluster);
    const tip = tips.get(branch);
    if (tip === undefined) return missing(`${branch} does not exist`);
    const [commit] = await git.records([tip], { limit: 1 });
    const age = commit === undefined ? Number.NaN : (now.getTime() - commit.committedAt.getTime()) / 1000;
    return age <= maxAge
      ? MET
      : missing(`${branch} is ${Math.round(age)} s old, expected ${maxAge} s at most`);
  });
  return worst(await Promise.all(answers));
}
