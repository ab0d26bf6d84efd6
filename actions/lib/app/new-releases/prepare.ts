/** Prepares new releases: everything that does not depend on the state of the branch. */
import { UserError } from "../../domain/errors/user-error.ts";
import { furtherKey, serviceOfKey } from "../../domain/images/further.ts";
import { type Release, releaseId } from "../../domain/releases/releases.ts";
import { webAddressOf } from "../../domain/repository/sources.ts";
import { serviceInputs, strategyOf } from "../../domain/services/inputs.ts";
import type { Paths } from "../../domain/services/paths.ts";
import type { Service } from "../../domain/services/service.ts";
import { type Survey, surveyServices } from "../../domain/services/services.ts";
import type { Git } from "../../io/git/git.ts";
import { renderManifests, unchangedManifests } from "../render/render.ts";

/** A release that only lacks its version. */
export interface PreparedRelease {
  readonly service: string;
  readonly release: Omit<Release, "version">;
  readonly manifests: string;
  /** The service's folder. */
  readonly own: string;
  /** All the release is made of; commits that touch it count for the version. */
  readonly paths: Paths;
}

export interface FailedPreparation {
  readonly service: string;
  readonly fault: UserError;
}

export interface Built {
  /** The commit the images were built from. */
  readonly source: string;
  /** The repository of that commit; undefined: this one. */
  readonly repository?: string | undefined;
  /** Whose release is looked at first: what did not change since need not be rendered. */
  readonly environment: string;
  readonly images: Readonly<Record<string, { readonly name: string; readonly digest: string }>>;
}

/** One entry for each requested image; a failed one does not stop the others. */
export async function prepare(
  git: Git,
  { source: commit, repository, environment, images }: Built,
): Promise<readonly (PreparedRelease | FailedPreparation)[]> {
  const source = await git.tree(commit);
  const survey = await surveyServices(source);
  const asked = [...new Set(Object.keys(images).map(serviceOfKey))];
  const selected = survey.services.filter(({ name }) => asked.includes(name));
  const unchanged = await unchangedManifests(git, source, environment, selected);
  const rendered = await renderManifests(source, selected, unchanged);
  const candidate = async (service: string): Promise<PreparedRelease> => {
    const declared = requireService(survey, service, source.commit);
    const image = requireImage(images, declared);
    const result = rendered.get(service);
    if (result === undefined || "fault" in result)
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
      ...(further === undefined ? {} : { images: further }),
      source: source.commit,
      ...(repository === undefined ? {} : { repository: webAddressOf(repository) }),
      strategy,
      dataSchema,
      dependsOn,
    } as const;
    return { service, release, manifests, own: path, paths };
  };
  return Promise.all(
    asked.map((service) =>
      candidate(service).catch((fault: unknown) => {
        if (fault instanceof UserError) return { service, fault };
        throw fault;
      }),
    ),
  );
}

function requireService(survey: Survey, name: string, commit: string): Survey["services"][number] {
  const fault = survey.faults.get(name);
  if (fault !== undefined) throw fault;
  const service = survey.services.find((each) => each.name === name);
  if (service !== undefined) return service;
  throw new UserError(
    `${name}: no service.yaml names it at ${commit}, but an image of ${name} was given.\n  Add one, or leave ${name} out of images.`,
  );
}

function requireImage(images: Built["images"], { name: service, image }: Service): Release["image"] {
  return required(images, service, image);
}

/** All of them or none: a release runs what was built together. */
function requireFurther(images: Built["images"], { name: service, ...declared }: Service): Release["images"] {
  const keys = Object.keys(declared.images ?? {});
  const known = [service, ...keys.map((key) => furtherKey(service, key))];
  const foreign = Object.keys(images).find((key) => serviceOfKey(key) === service && !known.includes(key));
  if (foreign !== undefined) {
    throw new UserError(
      `images.${foreign}: service.yaml of ${service} names no such image at this commit (known: ${known.join(", ")}).\n  Add it to images there, or leave it out.`,
    );
  }
  if (keys.length === 0) return undefined;
  const found = keys.map((key) => {
    const name = declared.images?.[key]?.image ?? "";
    return [key, required(images, furtherKey(service, key), name)] as const;
  });
  return Object.fromEntries(found);
}

function required(images: Built["images"], key: string, image: string): Release["image"] {
  const given = images[key];
  if (given === undefined) {
    throw new UserError(
      `images.${key}: not given, and a release of ${serviceOfKey(key)} has it.\n  Give all images of the service: see why ${key} was not built, scanned or signed.`,
    );
  }
  const { name, digest } = given;
  if (name === image) return { name, digest };
  throw new UserError(
    `images.${key}.name: ${JSON.stringify(name)}, but manifests name the image ${image}.\n  Give the name without registry and tag.`,
  );
}
