/** Images that an environment's manifests may contain, according to its environment.yaml in the same tree. */
import type { Document } from "yaml";
import { readEnvironment } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { type ImagePolicy, imageFaults, ownImages } from "../../domain/images/allowed.ts";
import { releaseImages } from "../../domain/images/further.ts";
import { imagesOf } from "../../domain/images/images.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { Tree } from "../../io/git/git.ts";
import { TargetBroken } from "./broken.ts";

export type ImageRules = { readonly policy: ImagePolicy } | { readonly fault: UserError };

export async function imageRules(tree: Tree, environment: string): Promise<ImageRules> {
  try {
    return { policy: await readEnvironment(tree, environment) };
  } catch (fault) {
    if (fault instanceof UserError) return { fault };
    throw fault;
  }
}

/** All images that may not run, in one fault. Where the policy cannot be read, none may. */
export function refusedImages(
  rules: ImageRules,
  file: string,
  built: readonly Document[],
  release: Release | undefined,
): UserError | undefined {
  if ("fault" in rules) return rules.fault;
  const objects = built.map((document): unknown => document.toJS());
  return imagesRefused(file, objects, rules.policy, release);
}

export function imagesRefused(
  file: string,
  objects: readonly unknown[],
  policy: ImagePolicy,
  release: Release | undefined,
): TargetBroken | undefined {
  const own = release === undefined ? [] : ownImages(policy, release);
  const images = objects.flatMap(imagesOf).map(({ image }) => image ?? "none");
  const lacking = own.findIndex((each) => !images.includes(each));
  if (lacking >= 0 && release !== undefined) {
    const name = releaseImages(release)[lacking]?.name;
    return new TargetBroken(
      file,
      undefined,
      `the pods run ${images.join(", ") || "no image"}, expected ${own[lacking]}`,
      `Write under images: {name: ${name}, newName: ${policy.registry}/${name}}, without newTag and digest.`,
    );
  }
  const faults = imageFaults(objects, policy, own);
  if (faults.length === 0) return undefined;
  return new TargetBroken(
    file,
    undefined,
    faults.join("; "),
    "Remove the patch that brings the image in, or have the environment's owners list it in platformImages.",
  );
}
