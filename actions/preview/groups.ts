/** A change of the chart is the same change in every service: it is shown once, with the names of the others. */
import type { Change, TargetPreview } from "./model.ts";

export interface Shown {
  readonly target: TargetPreview;
  readonly change: Change;
  /** `dev/order` of those that change in the same way. */
  readonly same: readonly string[];
}

/** Changes with risks come first; otherwise the order stays. */
export function grouped(targets: readonly TargetPreview[]): readonly Shown[] {
  const all = targets.flatMap((target) => target.changes.map((change) => ({ target, change })));
  const groups = Map.groupBy(all, ({ target, change }) => normalised(target, change));
  const shown = [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, same: others.map(({ target }) => nameOf(target)) }],
  );
  const isRisky = ({ change }: Shown) => change.risks.length > 0;
  return [...shown.filter(isRisky), ...shown.filter((each) => !isRisky(each))];
}

export function nameOf({ environment, service }: Pick<TargetPreview, "environment" | "service">): string {
  return `${environment}/${service}`;
}

/** The change without the names that tell one service and environment from another. */
function normalised(
  { service, environment, cause }: TargetPreview,
  { resource, diff, risks }: Change,
): string {
  const namespace = /^\S+ ([^/\s]+)\//.exec(resource)?.[1];
  const nameless = (text: string) => {
    const without = namespace === undefined ? text : text.replaceAll(namespace, "\0n");
    return without.replaceAll(service, "\0s").replaceAll(environment, "\0e");
  };
  return [cause, nameless(resource), nameless(diff), ...risks.map(nameless)].join("\0\0");
}
