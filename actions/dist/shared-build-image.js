// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  LOCKFILES,
  ROOT_PACKAGE,
  imageInputs,
  logOfPaths,
  surveyServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  openGit
} from "./shared-19-verbs-798eb292.js";
import {
  furtherKey
} from "./shared-16-verbs-64058615.js";
import {
  provenanceOf
} from "./shared-build-image-sign-image.js";
import {
  extractLayout,
  imagesIn,
  layoutOf,
  layoutsFolder,
  provenanceFile
} from "./shared-4-verbs-6ef34bb8.js";
import {
  layoutsInput
} from "./shared-5-verbs-f9431fe2.js";
import {
  inParallel
} from "./shared-17-verbs-2776c8e5.js";
import {
  CommandFailed,
  UserError,
  commitSha,
  defineRequest,
  describeError,
  exec,
  flag,
  isDigest,
  object,
  optionalText,
  services,
  string
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/build-image/build-image.ts
init_oldest_node();
import { mkdir, rm as rm2, writeFile } from "node:fs/promises";
import { join as join4 } from "node:path";

// actions/build-image/dates.ts
init_oldest_node();
import { lstat, lutimes, readdir } from "node:fs/promises";
import { join } from "node:path";
async function bringForward(folder, epoch) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === ".git") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await bringForward(path, epoch);
    if ((await lstat(path)).mtimeMs < epoch * 1e3) await lutimes(path, epoch, epoch);
  }
}

// actions/build-image/plan.ts
init_oldest_node();
async function planBuild(source, request2, name, further) {
  const service = requireService(source, name);
  const { path } = service;
  const { build: build2, image } = further === void 0 ? service : requireFurther(service, further);
  const key = further === void 0 ? name : furtherKey(name, further);
  if (await source.tree.entry(build2.dockerfile) === void 0) {
    throw new UserError(
      `${build2.dockerfile}: not there at ${source.tree.commit}.
  Add one, name another as build.dockerfile in ${path}/service.yaml, or do not ask for this service.`
    );
  }
  const [last] = await logOfPaths(
    source.git,
    request2.source,
    await pathsOf(source.tree, { ...service, build: build2 }),
    {
      limit: 1
    }
  );
  const revision = last?.sha ?? request2.source;
  const epoch = Math.floor((last?.committedAt.getTime() ?? 0) / 1e3);
  const { repositoryUrl: repositoryUrl2 } = source;
  return {
    service: key,
    image,
    tag: `src-${revision.slice(0, 12)}`,
    folder: path || ".",
    prepare: build2.prepare,
    context: build2.context || ".",
    dockerfile: build2.dockerfile,
    target: build2.target,
    platforms: build2.platforms ?? request2.platforms.split(","),
    buildArgs: { ...build2.args, ...request2.buildArgs, SOURCE_DATE_EPOCH: String(epoch) },
    secrets: build2.secrets,
    labels: {
      "org.opencontainers.image.revision": revision,
      ...repositoryUrl2 === void 0 ? {} : { "org.opencontainers.image.source": repositoryUrl2 }
    },
    cacheFrom: request2.cacheFrom?.replaceAll("{service}", key),
    cacheTo: request2.cacheTo?.replaceAll("{service}", key)
  };
}
async function pathsOf(tree, service) {
  const { paths, workspaces } = await imageInputs(tree, service);
  return workspaces.length === 0 ? paths : [...paths, ...LOCKFILES, ROOT_PACKAGE];
}
function requireFurther(service, key) {
  const found = service.images?.[key];
  if (found === void 0) throw new Error(`${service.name} has no image ${key}`);
  return found;
}
function requireService({ survey, tree }, name) {
  const fault = survey.faults.get(name);
  if (fault !== void 0) throw fault;
  const service = survey.services.find((each) => each.name === name);
  if (service !== void 0) return service;
  throw new UserError(
    `${name}: no service.yaml names it at ${tree.commit}.
  Add one to its folder, or do not ask for this service.`
  );
}

// actions/build-image/platforms.ts
init_oldest_node();

// actions/build-image/buildkit.ts
init_oldest_node();
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join as join2 } from "node:path";
var BUILD_TIMEOUT_MS = 20 * 6e4;
var INDEX_IS_LOCKED = /could not lock \S*index\.json\.lock/;
var ATTEMPTS = 5;
var metadataSchema = object({ "containerimage.digest": string().optional() });
async function buildInto(store, build2, context) {
  const folder = await mkdtemp(join2(tmpdir(), "slipway-build-"));
  const metadata = join2(folder, "metadata.json");
  try {
    for (const platform of build2.platforms.slice(1)) {
      requireBasePlatform(
        build2,
        await run({ ...build2, platforms: [platform], cacheTo: void 0 }, void 0, context)
      );
    }
    const log = await run(build2, { store, metadata }, context);
    requireBasePlatform(build2, log);
    const digest = digestIn(build2, await readFile(metadata, "utf8"));
    return { image: await storedImage(build2, store, digest), bases: basesIn(log) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
async function run(build2, output, { workspace, env, report }) {
  const [command, args] = env.BUILDKIT_HOST ? ["buildctl", buildctlArgs(build2, output)] : ["docker", buildxArgs(build2, output)];
  const options = {
    cwd: workspace,
    // BuildKit's clients take the date of layers and configuration from here.
    env: { ...env, SOURCE_DATE_EPOCH: build2.buildArgs.SOURCE_DATE_EPOCH },
    timeoutMs: BUILD_TIMEOUT_MS
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await exec(command, args, options)).stderr;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (INDEX_IS_LOCKED.test(error.stderr) && attempt < ATTEMPTS) continue;
      report.info(error.stderr);
      throw baseOutOfReach(build2, error.stderr) ?? error;
    }
  }
}
function baseOutOfReach({ service }, stderr) {
  const failed = /failed to resolve source metadata for (\S+): (.*)/.exec(stderr);
  if (failed === null) return void 0;
  return new UserError(
    `${service}: the base image ${failed[1]} cannot be read from its registry: ${failed[2]}
  Check that the registry answers and has it, or name another base in build.args; running again is safe.`
  );
}
function digestIn(build2, metadata) {
  const digest = metadataSchema.parse(JSON.parse(metadata))["containerimage.digest"] ?? "";
  if (isDigest(digest)) return digest;
  throw new UserError(
    `${build2.service}: the build reports no digest (got "${digest}"), so nothing may be pinned.
  Look into the build's log for what it exported.`
  );
}
async function storedImage(build2, store, digest) {
  const image = (await imagesIn(store)).find((each) => each.digest === digest);
  if (image !== void 0) return image;
  throw new UserError(
    `${build2.service}: the build reports ${digest}, but wrote another image to its layout.
  Run again; if it stays, look for what else writes to ${store}.`
  );
}
function requireBasePlatform(build2, stderr) {
  const warning = /InvalidBaseImagePlatform: (Base image .*)$/m.exec(stderr)?.[1];
  if (warning === void 0) return;
  throw new UserError(
    `${build2.service}: ${warning.replace(/ \(line \d+\)$/, "")}.
  Give a base (build.args) that has every platform of ${build2.platforms.join(", ")}, or build for fewer.`
  );
}
var FROM = /^#\d+ \[[^\]]*\] FROM (\S+@sha256:[0-9a-f]{64})$/gm;
function basesIn(stderr) {
  return [...new Set([...stderr.matchAll(FROM)].map(([, base = ""]) => base))].sort();
}
function outputArgs({ image, tag }, output) {
  if (output === void 0) return [];
  const { store, metadata } = output;
  return [
    `--output=type=oci,tar=false,dest=${store},name=${image}:${tag},oci-mediatypes=true,rewrite-timestamp=true`,
    `--metadata-file=${metadata}`
  ];
}
function buildctlArgs(build2, output) {
  return [
    "build",
    "--progress=plain",
    "--frontend=dockerfile.v0",
    `--local=context=${build2.context}`,
    `--local=dockerfile=${dirname(build2.dockerfile)}`,
    `--opt=filename=${basename(build2.dockerfile)}`,
    ...build2.target === void 0 ? [] : [`--opt=target=${build2.target}`],
    ...build2.secrets.map((name) => `--secret=id=${name},env=${name}`),
    `--opt=platform=${build2.platforms.join(",")}`,
    ...Object.entries(build2.buildArgs).map(([name, value]) => `--opt=build-arg:${name}=${value}`),
    ...Object.entries(build2.labels).map(([name, value]) => `--opt=label:${name}=${value}`),
    ...build2.cacheFrom === void 0 ? [] : [`--import-cache=${build2.cacheFrom}`],
    ...build2.cacheTo === void 0 ? [] : [`--export-cache=${build2.cacheTo}`],
    ...outputArgs(build2, output)
  ];
}
function buildxArgs(build2, output) {
  return [
    "buildx",
    "build",
    "--progress=plain",
    `--file=${build2.dockerfile}`,
    ...build2.target === void 0 ? [] : [`--target=${build2.target}`],
    ...build2.secrets.map((name) => `--secret=id=${name},env=${name}`),
    `--platform=${build2.platforms.join(",")}`,
    ...Object.entries(build2.buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.entries(build2.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...build2.cacheFrom === void 0 ? [] : [`--cache-from=${build2.cacheFrom}`],
    ...build2.cacheTo === void 0 ? [] : [`--cache-to=${build2.cacheTo}`],
    // Inside the image they hold the run's own address and time, which would give every build its own digest.
    "--provenance=false",
    "--sbom=false",
    ...outputArgs(build2, output),
    build2.context
  ];
}

// actions/build-image/platforms.ts
async function buildForPlatforms(store, build2, areRequired, context) {
  try {
    return { ...await buildInto(store, build2, context), platforms: build2.platforms };
  } catch (error) {
    const missing = notEmulated(error);
    if (missing === void 0) throw error;
    if (areRequired) throw cannotRun(build2, missing);
    const platforms = build2.platforms.filter((platform) => platform !== missing);
    if (platforms.length === 0 || platforms.length === build2.platforms.length) throw error;
    context.report.warning(
      `${build2.service}: NOT built for ${missing}, whose programs this machine cannot run; only for ${platforms.join(", ")}.`
    );
    return await buildForPlatforms(store, { ...build2, platforms }, areRequired, context);
  }
}
function notEmulated(error) {
  if (!(error instanceof CommandFailed) || !/exec format error/.test(error.stderr)) return void 0;
  return /^ > \[([a-z0-9]+\/[a-z0-9/]+) /m.exec(error.stderr)?.[1];
}
function cannotRun({ service, platforms }, missing) {
  return new UserError(
    `${service}: cannot be built for ${missing}: its Dockerfile runs a program, and this machine cannot run those of ${missing}.
  Add an emulator (docker/setup-qemu-action), build for fewer than ${platforms.join(", ")}, or accept that some are missing (require-platforms: false).`
  );
}

// actions/build-image/prepare.ts
init_oldest_node();
import { join as join3 } from "node:path";
var OPENS_SOMETHING = /^ACTIONS_|^SLIPWAY_|TOKEN|SECRET|PASSWORD|PRIVATE_KEY/i;
async function prepare(command, folder, { workspace, env }) {
  const names = Object.keys({ ...process.env, ...env }).filter((name) => OPENS_SOMETHING.test(name));
  const without = Object.fromEntries(names.map((name) => [name, void 0]));
  await exec("sh", ["-e", "-c", command], { cwd: join3(workspace, folder), env: { ...env, ...without } });
}

// actions/build-image/build-image.ts
var PARALLEL = 2;
async function buildImage(request2, context) {
  const git = openGit(context.workspace, { identity: { name: "slipway", email: "slipway@localhost" } });
  await requireCheckedOut(git, request2.source);
  const tree = await git.tree(request2.source);
  const source = { git, tree, survey: await surveyServices(tree), repositoryUrl: repositoryUrl(context.env) };
  const layouts = layoutsFolder(request2.output, context.workspace, context.env);
  const built = await buildAll(source, request2, layouts, context);
  const images = Object.assign({}, ...built.map((each) => each.images ?? {}));
  return {
    outputs: { images: JSON.stringify(images), layouts },
    results: built.map(({ result }) => result)
  };
}
async function requireCheckedOut(git, source) {
  const head = await git.resolve("HEAD");
  if (head === source) return;
  throw new UserError(
    `build-image: source is ${source}, but the checkout is at ${head ?? "no commit"}.
  Check out the commit that is to be built.`
  );
}
async function buildAll(source, request2, layouts, context) {
  const store = join4(layouts, ".store");
  await rm2(store, { recursive: true, force: true });
  if (!context.dryRun) await mkdir(layouts, { recursive: true });
  const folders = { layouts, store, inTurn: firstAlone() };
  const one = (service) => buildOne(source, request2, service, folders, context);
  try {
    return await inParallel(request2.services, PARALLEL, one);
  } finally {
    await rm2(store, { recursive: true, force: true });
  }
}
function firstAlone() {
  let first;
  return async (work) => {
    if (first !== void 0) {
      await first;
      return await work();
    }
    const mine = work();
    first = mine.catch(() => void 0);
    return await mine;
  };
}
async function buildOne(source, request2, service, folders, context) {
  try {
    const keys = Object.keys(source.survey.services.find(({ name }) => name === service)?.images ?? {});
    const built = [];
    for (const key of [void 0, ...keys]) {
      const plan = await planBuild(source, request2, service, key);
      built.push(await buildPlanned(plan, request2, folders, context));
    }
    const reason = built.map((each) => each.reason).join("; ");
    if (context.dryRun) return { result: { service, status: "nothing", reason } };
    const images = built.flatMap(({ key, image }) => image === void 0 ? [] : [[key, image]]);
    return { images: Object.fromEntries(images), result: { service, status: "done", reason } };
  } catch (error) {
    return { result: { service, status: "failed", reason: describeError(error) } };
  }
}
async function buildPlanned(plan, request2, folders, context) {
  const { report, dryRun } = context;
  const { service: key } = plan;
  const what = `${plan.image}:${plan.tag} for ${plan.platforms.join(", ")}`;
  report.plan([`${key}: build ${plan.dockerfile} as ${what}`]);
  if (dryRun) return { key, reason: `would build ${what}` };
  const { digest, platforms } = await build(plan, request2, folders, context);
  const image = `${plan.image}@${digest}`;
  report.info(`${key}: ${image}`);
  const lacking = plan.platforms.filter((platform) => !platforms.includes(platform));
  const missing = lacking.length === 0 ? "" : `, NOT for ${lacking.join(", ")}`;
  return {
    key,
    image: { name: plan.image, digest },
    reason: `built ${image} for ${platforms.join(", ")}${missing}`
  };
}
async function build(plan, { source, requirePlatforms }, folders, context) {
  const { workspace, env, clock } = context;
  const startedOn = clock.now();
  if (plan.prepare !== void 0) await prepare(plan.prepare, plan.folder, context);
  await bringForward(join4(workspace, plan.context), Number(plan.buildArgs.SOURCE_DATE_EPOCH));
  const { image, bases, platforms } = await folders.inTurn(
    () => buildForPlatforms(folders.store, plan, requirePlatforms, context)
  );
  const folder = layoutOf(folders.layouts, plan.service);
  const { root } = await extractLayout(folders.store, image, plan.tag, folder);
  const { service, buildArgs: buildArgs2 } = plan;
  const facts = { service, source, platforms, arguments: buildArgs2, bases };
  const provenance = provenanceOf({ ...facts, startedOn, finishedOn: clock.now() }, env);
  await writeFile(provenanceFile(folders.layouts, service), `${JSON.stringify(provenance, null, 2)}
`);
  return { digest: root.digest, platforms };
}
function repositoryUrl(env) {
  if (!env.GITHUB_SERVER_URL || !env.GITHUB_REPOSITORY) return void 0;
  return `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}`;
}

// actions/build-image/request.ts
init_oldest_node();
var cache = optionalText.refine(
  (value) => value === void 0 || /^type=[a-z]+(,|$)/.test(value) && value.includes("{service}"),
  "not a cache for each service (type=gha,scope={service})"
);
var buildArgs = string().transform((value, context) => {
  const lines = value.split("\n").map((line) => line.trim());
  const pairs = lines.filter((line) => line !== "").map((line) => line.split("="));
  for (const [name = ""] of pairs.filter((pair) => pair.length < 2 || !/^\w+$/.test(pair[0] ?? ""))) {
    context.addIssue(`"${name}" is no NAME=value`);
  }
  return Object.fromEntries(
    pairs.map(([name = "", ...text]) => [name, text.join("=")]).filter(([, text]) => text !== "")
  );
});
var request = defineRequest({
  verb: "build-image",
  summary: "Builds one image a service with BuildKit into an OCI layout on disk; needs no registry, no login and pushes nothing.",
  inputs: {
    services: {
      description: "Names of the services to build: a JSON array (output of detect-changes) or a list with commas.",
      schema: services
    },
    source: {
      description: "Full sha of the commit to build, which must be the one checked out.",
      schema: commitSha
    },
    platforms: {
      description: "Platforms of an image whose service.yaml names none, with commas between them.",
      schema: string().regex(
        /^[a-z0-9]+\/[a-z0-9/]+(,[a-z0-9]+\/[a-z0-9/]+)*$/,
        "not a list of platforms (os/arch,os/arch)"
      ),
      default: "linux/amd64"
    },
    "require-platforms": {
      description: 'Whether an image must have all platforms; "false" builds those the machine can run where it cannot emulate the others, and warns.',
      schema: flag,
      default: "true"
    },
    "build-args": {
      description: "Build arguments of all images, one NAME=value a line, over those of slipway.yaml and service.yaml; one without a value is left out.",
      schema: buildArgs,
      default: ""
    },
    "cache-from": {
      description: "Cache that BuildKit reads, with {service} where a service's name goes: type=gha,scope={service}.",
      schema: cache,
      default: ""
    },
    "cache-to": {
      description: "Cache that BuildKit writes, likewise; give it on the main branch alone.",
      schema: cache,
      default: ""
    },
    output: layoutsInput
  },
  outputs: {
    images: 'What was built: a JSON object, service to {"name": …, "digest": …}. A service that failed is not in it.',
    layouts: "Folder of the OCI image layouts, one a service."
  }
});

export {
  buildImage,
  request
};
