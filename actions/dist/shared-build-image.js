// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  registry
} from "./shared-build-image-promote-sign-image-verify-image.js";
import {
  LOCKFILE,
  imageName,
  openGit,
  workspaceFolders
} from "./shared-build-image-bump-detect-changes-next-version-promote.js";
import {
  inParallel
} from "./shared-build-image-bump-promote-setup-tools-sign-image-verify-image.js";
import {
  CommandFailed,
  UserError,
  commitSha,
  defineRequest,
  describeError,
  exec,
  external_exports,
  optionalText,
  services
} from "./shared.js";

// actions/build-image/buildkit.ts
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
var BUILD_TIMEOUT_MS = 20 * 6e4;
var metadataSchema = external_exports.object({ "containerimage.digest": external_exports.string().optional() });
async function buildAndPush(build2, { workspace, env, report }) {
  const folder = await mkdtemp(join(tmpdir(), "slipway-build-"));
  const metadata = join(folder, "metadata.json");
  const [command, args] = env.BUILDKIT_HOST ? ["buildctl", buildctlArgs(build2, metadata)] : ["docker", buildxArgs(build2, metadata)];
  try {
    await exec(command, args, {
      cwd: workspace,
      // BuildKit's clients take the date of layers and configuration from here.
      env: { ...env, SOURCE_DATE_EPOCH: build2.buildArgs.SOURCE_DATE_EPOCH },
      timeoutMs: BUILD_TIMEOUT_MS
    });
    return digestIn(build2, await readFile(metadata, "utf8"));
  } catch (error) {
    if (error instanceof CommandFailed) report.info(error.stderr);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
function digestIn(build2, metadata) {
  const digest = metadataSchema.parse(JSON.parse(metadata))["containerimage.digest"] ?? "";
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new UserError(
    `${build2.service}: the build reports no digest (got "${digest}"), so nothing may be pinned.
  Check that it pushed to ${build2.reference}.`
  );
}
var OUTPUT = "push=true,oci-mediatypes=true,rewrite-timestamp=true";
function buildctlArgs(build2, metadata) {
  return [
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    `--local=context=${build2.folder}`,
    `--local=dockerfile=${build2.folder}`,
    `--opt=platform=${build2.platforms}`,
    ...Object.entries(build2.buildArgs).map(([name, value]) => `--opt=build-arg:${name}=${value}`),
    ...Object.entries(build2.labels).map(([name, value]) => `--opt=label:${name}=${value}`),
    `--output=type=image,name=${build2.reference},${OUTPUT}`,
    `--metadata-file=${metadata}`
  ];
}
function buildxArgs(build2, metadata) {
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--platform=${build2.platforms}`,
    ...Object.entries(build2.buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(build2.labels).map(([name, value]) => `--label=${name}=${value}`),
    // Provenance holds the run's own address and time; it would give every build a digest of its own.
    "--provenance=false",
    "--sbom=false",
    `--output=type=image,name=${build2.reference},${OUTPUT}`,
    `--metadata-file=${metadata}`,
    build2.folder
  ];
}

// actions/build-image/inputs.ts
async function imageInputs(tree, service) {
  const folder = `services/${service}`;
  if (await tree.read(`${folder}/Dockerfile`) === void 0) {
    throw new UserError(
      `${folder}/Dockerfile: not there at ${tree.commit}.
  Add one, or do not ask for this service.`
    );
  }
  return [...await workspaceFolders(tree, folder), LOCKFILE];
}

// actions/build-image/plan.ts
async function planBuild(git, request2, service, repositoryUrl2) {
  const paths = await imageInputs(await git.tree(request2.source), service);
  const [last] = await git.log(request2.source, { paths, limit: 1 });
  const revision = last?.sha ?? request2.source;
  const epoch = Math.floor((last?.committedAt.getTime() ?? 0) / 1e3);
  const image = imageName(service);
  const [registryHost = "", ...path] = request2.registry.split("/");
  const repository = [...path, image].join("/");
  return {
    service,
    image,
    folder: `services/${service}`,
    registryHost,
    repository,
    reference: `${registryHost}/${repository}:src-${revision.slice(0, 12)}`,
    platforms: request2.platforms,
    buildArgs: {
      SOURCE_DATE_EPOCH: String(epoch),
      ...request2.nodeImage === void 0 ? {} : { NODE_IMAGE: request2.nodeImage }
    },
    labels: {
      "org.opencontainers.image.revision": revision,
      ...repositoryUrl2 === void 0 ? {} : { "org.opencontainers.image.source": repositoryUrl2 }
    }
  };
}

// actions/build-image/build-image.ts
var PARALLEL = 2;
async function buildImage(request2, context) {
  const git = openGit(context.workspace, { identity: { name: "slipway", email: "slipway@localhost" } });
  await requireCheckedOut(git, request2.source);
  const built = await inParallel(
    request2.services,
    PARALLEL,
    (service) => build(git, request2, service, context)
  );
  const images = Object.fromEntries(
    request2.services.flatMap((service, i) => {
      const image = built[i]?.image;
      return image === void 0 ? [] : [[service, image]];
    })
  );
  return { outputs: { images: JSON.stringify(images) }, results: built.map(({ result }) => result) };
}
async function requireCheckedOut(git, source) {
  const head = await git.resolve("HEAD");
  if (head === source) return;
  throw new UserError(
    `build-image: source is ${source}, but the checkout is at ${head ?? "no commit"}.
  Check out the commit that is to be built.`
  );
}
async function build(git, request2, service, context) {
  const { report } = context;
  try {
    const plan = await planBuild(git, request2, service, repositoryUrl(context.env));
    report.plan([`${service}: build ${plan.folder} for ${plan.platforms}, push ${plan.reference}`]);
    if (context.dryRun)
      return { result: { service, status: "nothing", reason: `would push ${plan.reference}` } };
    const digest = await pushed(plan, context);
    report.info(`${service}: ${plan.reference}@${digest}`);
    return {
      image: { name: plan.image, digest },
      result: { service, status: "done", reason: `pushed ${plan.reference}@${digest}` }
    };
  } catch (error) {
    return { result: { service, status: "failed", reason: describeError(error) } };
  }
}
async function pushed(plan, context) {
  const target = registry(plan.registryHost, { env: context.env });
  await target.manifest(plan.repository, "latest");
  await exec("npm", ["run", "build", "--if-present", "-w", plan.folder], {
    cwd: context.workspace,
    env: context.env
  });
  const digest = await buildAndPush(plan, context);
  const stored = await target.manifest(plan.repository, digest);
  if (stored?.digest === digest) return digest;
  throw new UserError(
    `${plan.reference}: BuildKit pushed ${digest}, but the registry has ${stored?.digest || "no such manifest"}.
  Look into the registry's log; running again is safe.`
  );
}
function repositoryUrl(env) {
  if (!env.GITHUB_SERVER_URL || !env.GITHUB_REPOSITORY) return void 0;
  return `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`;
}

// actions/build-image/request.ts
var request = defineRequest({
  verb: "build-image",
  summary: "Builds and pushes one image a service with BuildKit, and reads each digest back from the registry.",
  inputs: {
    services: {
      description: "Names of the services to build: a JSON array (output of detect-changes) or a list with commas.",
      schema: services
    },
    source: {
      description: "Full sha of the commit to build, which must be the one checked out.",
      schema: commitSha
    },
    registry: {
      description: "Registry, with a path if there is one, that images are pushed to: registry.example.com/team.",
      schema: external_exports.string().regex(
        /^[\w.[\]:-]+(\/[a-z0-9._-]+)*$/,
        "not a registry (host[:port][/path], without https:// and slash at the end)"
      )
    },
    platforms: {
      description: "Platforms of the image, with commas between them.",
      schema: external_exports.string().regex(
        /^[a-z0-9]+\/[a-z0-9/]+(,[a-z0-9]+\/[a-z0-9/]+)*$/,
        "not a list of platforms (os/arch,os/arch)"
      ),
      default: "linux/amd64"
    },
    "node-image": {
      description: "Base image with Node, given to the Dockerfile as NODE_IMAGE; the Dockerfile's own when empty.",
      schema: optionalText,
      default: ""
    }
  },
  outputs: {
    images: 'What was built: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.'
  }
});

export {
  buildImage,
  request
};
