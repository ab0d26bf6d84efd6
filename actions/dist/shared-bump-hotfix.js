// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  makePair,
  requirePair
} from "./shared-8-verbs-271fcdfa.js";
import {
  renderManifests,
  unchangedManifests
} from "./shared-11-verbs-697a9736.js";
import {
  serviceInputs,
  strategyOf
} from "./shared-11-verbs-cb2f6bdd.js";
import {
  releaseId
} from "./shared-14-verbs-98873d3f.js";
import {
  surveyServices
} from "./shared-12-verbs-1039ce8e.js";
import {
  require_semver
} from "./shared-15-verbs-41ae7a75.js";
import {
  webAddressOf
} from "./shared-19-verbs-798eb292.js";
import {
  furtherKey,
  releaseImages,
  serviceOfKey
} from "./shared-16-verbs-64058615.js";
import {
  repositoryOf
} from "./shared-13-verbs-10b04095.js";
import {
  UserError
} from "./shared.js";
import {
  __toESM,
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/new-releases/prepare.ts
init_oldest_node();
async function prepare(git, { source: commit, repository, environment, images }) {
  const source = await git.tree(commit);
  const survey = await surveyServices(source);
  const asked = [...new Set(Object.keys(images).map(serviceOfKey))];
  const selected = survey.services.filter(({ name }) => asked.includes(name));
  const unchanged = await unchangedManifests(git, source, environment, selected);
  const rendered = await renderManifests(source, selected, unchanged);
  const candidate = async (service) => {
    const declared = requireService(survey, service, source.commit);
    const image = requireImage(images, declared);
    const result = rendered.get(service);
    if (result === void 0 || "fault" in result)
      throw result?.fault ?? new Error(`${service}: not rendered`);
    const { manifests } = result;
    const { paths } = await serviceInputs(source, declared);
    const further = requireFurther(images, declared);
    const id = releaseId(manifests, image.digest, further);
    const { dataSchema, dependsOn, path } = declared;
    const strategy = strategyOf(declared);
    const release = {
      schema: 1,
      service,
      id,
      image,
      ...further === void 0 ? {} : { images: further },
      source: source.commit,
      ...repository === void 0 ? {} : { repository: webAddressOf(repository) },
      strategy,
      dataSchema,
      dependsOn
    };
    return { service, release, manifests, own: path, paths };
  };
  return Promise.all(
    asked.map(
      (service) => candidate(service).catch((fault) => {
        if (fault instanceof UserError) return { service, fault };
        throw fault;
      })
    )
  );
}
function requireService(survey, name, commit) {
  const fault = survey.faults.get(name);
  if (fault !== void 0) throw fault;
  const service = survey.services.find((each) => each.name === name);
  if (service !== void 0) return service;
  throw new UserError(
    `${name}: no service.yaml names it at ${commit}, but an image of ${name} was given.
  Add one, or leave ${name} out of images.`
  );
}
function requireImage(images, { name: service, image }) {
  return required(images, service, image);
}
function requireFurther(images, { name: service, ...declared }) {
  const keys = Object.keys(declared.images ?? {});
  const known = [service, ...keys.map((key) => furtherKey(service, key))];
  const foreign = Object.keys(images).find((key) => serviceOfKey(key) === service && !known.includes(key));
  if (foreign !== void 0) {
    throw new UserError(
      `images.${foreign}: service.yaml of ${service} names no such image at this commit (known: ${known.join(", ")}).
  Add it to images there, or leave it out.`
    );
  }
  if (keys.length === 0) return void 0;
  const found = keys.map((key) => {
    const name = declared.images?.[key]?.image ?? "";
    return [key, required(images, furtherKey(service, key), name)];
  });
  return Object.fromEntries(found);
}
function required(images, key, image) {
  const given = images[key];
  if (given === void 0) {
    throw new UserError(
      `images.${key}: not given, and a release of ${serviceOfKey(key)} has it.
  Give all images of the service: see why ${key} was not built, scanned or signed.`
    );
  }
  const { name, digest } = given;
  if (name === image) return { name, digest };
  throw new UserError(
    `images.${key}.name: ${JSON.stringify(name)}, but manifests name the image ${image}.
  Give the name without registry and tag.`
  );
}

// actions/lib/io/oci/tag-image.ts
init_oldest_node();
function imageTagger(registry, { env, dryRun }) {
  const [host = ""] = registry.split("/", 1);
  return async (release) => {
    for (const { name, digest } of releaseImages(release)) {
      const image = { host, repository: repositoryOf({ registry, name }), digest };
      if (dryRun) await requirePair({ ...image, tag: void 0 }, env);
      else await makePair({ ...image, tag: release.version }, env);
    }
  };
}

// actions/lib/domain/versions/next-patch.ts
init_oldest_node();
var import_semver = __toESM(require_semver(), 1);
var MOST_TAKEN = 10;
function nextPatch(version) {
  const raised = (0, import_semver.inc)(version, "patch");
  if (raised === null) throw new TypeError(`${version} is not a version`);
  return raised;
}

export {
  prepare,
  imageTagger,
  MOST_TAKEN,
  nextPatch
};
