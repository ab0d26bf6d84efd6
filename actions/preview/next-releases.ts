/**
 * What the next release of a service would run in the first environment, with the image that is pinned there now. It is
 * compared with what runs there, and where nothing does yet, with what the base would have released.
 */
import { type Rendered, renderManifests, unchangedManifests } from "@slipway/lib/app/render/render.ts";
import type { Service } from "@slipway/lib/domain/services/service.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import type { TargetPreview } from "./model.ts";
import { type NextFolder, type Pinned, pinnedAt, planOf } from "./next-folder.ts";
import { faultOf, renderTargets } from "./render.ts";

const CAUSE = "next release";

export interface Next {
  readonly git: Git;
  readonly environment: string;
  readonly base: Tree;
  readonly merged: Tree;
  /** Those that may be rendered otherwise, as they will be. */
  readonly services: readonly Service[];
  /** All, as they are: their tier may have been another. */
  readonly servicesOfBase: readonly Service[];
}

/** What is known about a service whose next release is another by this change. */
interface ChangedService {
  readonly service: Service;
  readonly pinned: Pinned | undefined;
  /** What the base would release; undefined for a new service. */
  readonly before: Rendered | undefined;
  readonly after: Rendered;
}

export async function previewNextReleases(next: Next): Promise<readonly TargetPreview[]> {
  if (next.services.length === 0) return [];
  const candidates = await candidatesOf(next);
  const [released, failed] = [releasable(candidates, "after"), await faults(next, candidates)];
  const unpinned = releasable(
    candidates.filter(({ pinned }) => pinned === undefined),
    "before",
  );
  const { environment, base, merged } = next;
  const previews = await renderTargets(
    released.map(({ service }) => ({ environment, service: service.name })),
    {
      cause: CAUSE,
      before: { tree: base, plan: planOf(environment, unpinned) },
      after: { tree: merged, plan: planOf(environment, released) },
    },
  );
  const known = new Map(candidates.map((candidate) => [candidate.service.name, candidate]));
  return [...failed, ...previews.map((preview) => withNote(preview, known.get(preview.service)))];
}

async function candidatesOf({
  git,
  environment,
  base,
  merged,
  ...next
}: Next): Promise<readonly ChangedService[]> {
  const rendered = await renderManifests(merged, next.services);
  const found = await Promise.all(
    next.services.map(async (service) => {
      const pinned = await pinnedAt(base, environment, service.name);
      return { service, pinned, after: rendered.get(service.name) };
    }),
  );
  // Most changes leave most services as they run, and then nobody needs to know what the base rendered.
  const differing = found.filter(
    ({ pinned, after }) => textOf(after) === undefined || textOf(after) !== pinned?.manifests,
  );
  const names = new Set(differing.map(({ service }) => service.name));
  const asked = next.servicesOfBase.filter(({ name }) => names.has(name));
  const old = await renderManifests(base, asked, await unchangedManifests(git, base, environment, asked));
  return differing.flatMap(({ service, pinned, after }) => {
    const before = old.get(service.name);
    return after === undefined || isSame(before, after) ? [] : [{ service, pinned, before, after }];
  });
}

function isSame(one: Rendered | undefined, other: Rendered): boolean {
  if (one === undefined) return false;
  if ("fault" in other) return "fault" in one && one.fault.message === other.fault.message;
  return textOf(one) === other.manifests;
}

function textOf(rendered: Rendered | undefined): string | undefined {
  return rendered === undefined || "fault" in rendered ? undefined : rendered.manifests;
}

function releasable(candidates: readonly ChangedService[], side: "before" | "after"): readonly NextFolder[] {
  return candidates.flatMap(({ service, pinned, ...sides }) => {
    const manifests = textOf(sides[side]);
    return manifests === undefined ? [] : [{ service, pinned, manifests }];
  });
}

async function faults(
  { environment, merged }: Next,
  candidates: readonly ChangedService[],
): Promise<readonly TargetPreview[]> {
  const failed = candidates.flatMap(({ service, after }) =>
    "fault" in after ? [{ service: service.name, fault: after.fault }] : [],
  );
  return Promise.all(
    failed.map(async ({ service, fault }) => ({
      environment,
      service,
      cause: CAUSE as typeof CAUSE,
      changes: [],
      fault: await faultOf(fault, merged),
    })),
  );
}

function withNote(preview: TargetPreview, candidate: ChangedService | undefined): TargetPreview {
  const { environment } = preview;
  if (candidate?.pinned === undefined) {
    return { ...preview, note: `Not released in ${environment} yet: version and digest are shown as zeros.` };
  }
  const base = textOf(candidate.before);
  const isBehind = base !== undefined && base !== candidate.pinned.manifests;
  return isBehind
    ? {
        ...preview,
        note: `${environment} does not run yet what the base renders: a part of this diff comes from that.`,
      }
    : preview;
}
