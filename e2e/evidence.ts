import { type Evidence, parseEvidence } from "../actions/lib/evidence/document.ts";
import type { Stage } from "../local/demo/stage.ts";
import { git } from "../local/forge/git.ts";

/** What the cluster last reported of a service, or undefined before its first report. */
export async function evidenceOf(
  { delivery }: Stage,
  environment: string,
  service: string,
): Promise<Evidence | undefined> {
  await delivery.pull();
  const object = `origin/evidence/${environment}/main:${service}.json`;
  const text = await git(delivery.folder, ["show", object]).catch(() => undefined);
  return text === undefined ? undefined : parseEvidence(text, object);
}
