/** What the next release of a service would run in the first environment, with the image that is pinned there now. */
import { UserError } from "../lib/errors/user-error.ts";
import type { Tree } from "../lib/git/git.ts";
import {
  imageName,
  type Release,
  readRelease,
  releaseFolder,
  releasePath,
} from "../lib/releases/releases.ts";
import { type Rendered, renderManifests } from "../lib/render/render.ts";
import type { Service } from "../lib/services/services.ts";
import type { TargetPreview } from "./model.ts";
import { faultOf, renderTargets } from "./render.ts";

const CAUSE = "next release";

export interface Next {
  readonly environment: string;
  readonly base: Tree;
  readonly merged: Tree;
  /** With their tiers on both sides: which strategy a service gets may change too. */
  readonly services: readonly Service[];
  readonly servicesOfBase: readonly Service[];
}

export async function previewNextReleases(next: Next): Promise<readonly TargetPreview[]> {
  if (next.services.length === 0) return [];
  const { environment, base, merged } = next;
  const rendered = await renderManifests(merged, next.services);
  const pinned = new Map(
    await Promise.all(
      next.services.map(async ({ name }) => [name, await pinnedAt(base, environment, name)] as const),
    ),
  );
  const differing = next.services.filter(({ name }) => isDifferent(rendered.get(name), pinned.get(name)));
  // Only where it matters: most services render what they run, and then nobody needs to know what the base rendered.
  const names = new Set(differing.map(({ name }) => name));
  const before = await renderManifests(
    base,
    next.servicesOfBase.filter(({ name }) => names.has(name)),
  );
  const own = differing.filter(({ name }) => !isSame(rendered.get(name), before.get(name)));
  const faults = own.flatMap(({ name }) => faultIn(name, rendered.get(name)));
  const releases = own.flatMap((service) => {
    const result = rendered.get(service.name);
    return result === undefined || "fault" in result
      ? []
      : [
          {
            service: service.name,
            files: nextFolder(service, pinned.get(service.name), result.manifests, environment),
          },
        ];
  });
  const previews = await renderTargets(
    releases.map(({ service }) => ({ environment, service })),
    { cause: CAUSE, before: { tree: base }, after: { tree: merged, plan: planOf(releases, environment) } },
  );
  const failed = faults.map(async ({ service, fault }) => ({
    environment,
    service,
    cause: CAUSE as TargetPreview["cause"],
    changes: [],
    fault: await faultOf(fault, merged),
  }));
  const noted = previews.map((preview) =>
    withNote(preview, pinned.get(preview.service), before.get(preview.service)),
  );
  return [...(await Promise.all(failed)), ...noted];
}

interface Pinned {
  readonly release: Release;
  readonly manifests: string;
}

/** A folder that was edited by hand has no digest to go by; the check that guards it speaks of that. */
async function pinnedAt(tree: Tree, environment: string, service: string): Promise<Pinned | undefined> {
  try {
    const release = await readRelease(tree, environment, service);
    const manifests = await tree.read(`${releasePath(environment, service)}/manifests.yaml`);
    return release === undefined ? undefined : { release, manifests: manifests?.toString() ?? "" };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function isDifferent(rendered: Rendered | undefined, pinned: Pinned | undefined): boolean {
  return rendered === undefined || "fault" in rendered || rendered.manifests !== pinned?.manifests;
}

function isSame(one: Rendered | undefined, other: Rendered | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if ("fault" in one || "fault" in other) {
    return "fault" in one && "fault" in other && one.fault.message === other.fault.message;
  }
  return one.manifests === other.manifests;
}

function faultIn(
  service: string,
  rendered: Rendered | undefined,
): readonly { readonly service: string; readonly fault: UserError }[] {
  return rendered !== undefined && "fault" in rendered ? [{ service, fault: rendered.fault }] : [];
}

const NO_DIGEST = `sha256:${"0".repeat(64)}`;

/** The pinned id stays: the real one comes with an image that is not built yet, and a made-up one would be noise. */
function nextFolder(
  { name, tier }: Service,
  pinned: Pinned | undefined,
  manifests: string,
  environment: string,
): readonly { readonly path: string; readonly content: string }[] {
  const release: Release = pinned?.release ?? {
    schema: 1,
    service: name,
    id: NO_DIGEST,
    version: "0.1.0",
    image: { name: imageName(name), digest: NO_DIGEST },
    source: "0".repeat(40),
    strategy: tier,
  };
  const folder = releasePath(environment, name);
  return [...releaseFolder(release, manifests)].map(([file, content]) => ({
    path: `${folder}/${file}`,
    content,
  }));
}

function planOf(
  releases: readonly { readonly service: string; readonly files: ReturnType<typeof nextFolder> }[],
  environment: string,
) {
  return {
    changes: releases.flatMap(({ files }) => files),
    replaceFolders: releases.map(({ service }) => releasePath(environment, service)),
  };
}

function withNote(
  preview: TargetPreview,
  pinned: Pinned | undefined,
  before: Rendered | undefined,
): TargetPreview {
  if (pinned === undefined) {
    return {
      ...preview,
      note: "The first release here: version and digest are not known yet and shown as zeros.",
    };
  }
  const isBehind = before !== undefined && !("fault" in before) && before.manifests !== pinned.manifests;
  return isBehind
    ? {
        ...preview,
        note: `${preview.environment} does not run yet what the base renders: part of this comes from there.`,
      }
    : preview;
}
