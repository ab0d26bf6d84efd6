/** Reads the status of an application set of Argo CD, and makes it refresh. */
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import type { Api, Seen, Stored } from "./api.ts";

interface ApplicationSet extends Stored {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

export const sets = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets";
const asked = "slipway.dev/asked";

/** Has the set look at git again, as any change of its annotations does; the words of its error, or that it has none. */
async function refreshed(api: Api, name: string): Promise<string> {
  const annotations = { [asked]: String(performance.now()) };
  await api.merge(`${sets}/${name}`, { metadata: { annotations } });
  const { status } = await api.read<ApplicationSet>(`${sets}/${name}`);
  const error = status?.conditions?.find(({ type }) => type === "ErrorOccurred");
  return error?.status === "True" ? error.message : "no error";
}

/** Until the set cannot tell what there is. After an error it would look again only after three minutes. */
export const fails = (api: Api, name: string, words: RegExp): Promise<string> =>
  waitFor(
    async () => {
      const said = await refreshed(api, name);
      return words.test(said) ? { value: said } : { seen: said };
    },
    { what: `the set ${name} to say ${words}`, seconds: 60, everyMs: 500 },
  );

export const works = (api: Api, name: string): Promise<string> => fails(api, name, /^no error/);

/** Until the sets' controller has gone through its sets so many times more. */
export async function reconciled(address: string, times: number): Promise<void> {
  let before: number | undefined;
  await waitFor(
    async () => {
      // A connection that is kept would be that of a controller killed meanwhile.
      const answer = await fetch(`http://${address}/metrics`, { headers: { connection: "close" } });
      const lines = (await answer.text()).matchAll(counter);
      const now = [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
      before ??= now;
      return now >= before + times ? { value: now } : { seen: `${now - before}` };
    },
    { what: `${times} reconciliations of application sets`, seconds: 60, everyMs: 500 },
  );
}

const counter = /^controller_runtime_reconcile_total\{[^}]*controller="applicationset"[^}]*\} (\d+)/gm;

/** Names of those that were deleted, or are to be. */
export const deleted = (events: readonly Seen<Stored>[]): readonly string[] =>
  [
    ...new Set(
      events
        .filter(({ type, object }) => type === "DELETED" || object.metadata.deletionTimestamp !== undefined)
        .map(({ object }) => object.metadata.name),
    ),
  ].sort();

export const patchSet = (plane: ControlPlane, name: string, change: object) =>
  plane.kubectl([
    ...["patch", "applicationset", name, "-n", "argocd", "--type=merge"],
    ...["-p", JSON.stringify(change)],
  ]);
