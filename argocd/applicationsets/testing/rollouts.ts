/** What a Rollout of the chart, its route and its application say. */
import { waitFor } from "../../../local/wait/wait.ts";
import type { Api, Stored } from "./api.ts";

export interface Rollout extends Stored {
  readonly metadata: Stored["metadata"] & { readonly generation: number };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly abort?: boolean;
    readonly stableRS?: string;
    readonly currentPodHash?: string;
    readonly currentStepIndex?: number;
    readonly observedGeneration?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
    }[];
  };
}

export interface Route extends Stored {
  readonly spec: {
    readonly http: readonly {
      readonly name?: string;
      readonly timeout?: string;
      readonly route?: readonly {
        readonly weight: number;
        readonly destination: { readonly host: string };
      }[];
    }[];
  };
}

export const rolloutsOf = (namespace = "shop-prod") =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`;
export const routesOf = (namespace = "shop-prod") =>
  `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`;
export const applications = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications";

/** Weight of the canary. */
export const weightOf = ({ spec }: Route): number | undefined => spec.http[0]?.route?.[1]?.weight;

async function stateOf(api: Api, service: string): Promise<string> {
  const { status } = await api.read<ApplicationSeen>(`${applications}/prod-${service}`);
  const { phase, message } = status?.operationState ?? {};
  return JSON.stringify([status?.sync?.status, status?.conditions, phase, message]);
}

/** Until a Rollout of prod says so. */
export function rollout(
  api: Api,
  service: string,
  what: string,
  holds: (rollout: Rollout) => boolean,
): Promise<Rollout> {
  return waitFor(
    async () => {
      const [found] = await api.list<Rollout>(`${rolloutsOf()}?fieldSelector=metadata.name=${service}`);
      if (found === undefined) return { seen: `no Rollout; its application: ${await stateOf(api, service)}` };
      const { spec, status } = found;
      const isSeen = status?.observedGeneration === String(found.metadata.generation);
      if (isSeen && holds(found)) return { value: found };
      return { seen: JSON.stringify([spec.template.spec.containers[0]?.image, status]) };
    },
    { what: `${service} to be ${what}`, seconds: 180, everyMs: 200 },
  );
}

/** Until this image is the stable release's. */
export const stable = (api: Api, service: string, image: string): Promise<Rollout> =>
  rollout(
    api,
    service,
    `stable as ${image}`,
    ({ spec, status }) =>
      spec.template.spec.containers[0]?.image === image &&
      status?.phase === "Healthy" &&
      status.stableRS === status.currentPodHash,
  );

/** Until the route gives the canary this weight. */
export const weighted = (api: Api, service: string, weight: number): Promise<Route> =>
  waitFor(
    async () => {
      const route = await api.read<Route>(`${routesOf()}/${service}`);
      return weightOf(route) === weight ? { value: route } : { seen: String(weightOf(route)) };
    },
    { what: `${service}'s canary to have ${weight} %`, seconds: 180, everyMs: 200 },
  );

export interface ApplicationSeen extends Stored {
  readonly spec: { readonly syncPolicy?: { readonly automated?: object } };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly syncResult?: {
        readonly revision: string;
        readonly resources?: readonly {
          readonly kind: string;
          readonly status: string;
          readonly message: string;
        }[];
      };
    };
    readonly history?: readonly { readonly id: number; readonly revision: string }[];
  };
}

/** Until an application says so. */
export function applied(
  api: Api,
  name: string,
  what: string,
  holds: (application: ApplicationSeen) => boolean,
): Promise<ApplicationSeen> {
  return waitFor(
    async () => {
      const found = await api.read<ApplicationSeen>(`${applications}/${name}`);
      if (holds(found)) return { value: found };
      const { sync, health, conditions, operationState } = found.status ?? {};
      return { seen: JSON.stringify([sync, health, conditions, operationState]) };
    },
    { what: `${name} to be ${what}`, seconds: 180, everyMs: 200 },
  );
}

/** Until it has this commit, and everything of it. */
export const synced = (api: Api, name: string, revision?: string): Promise<ApplicationSeen> =>
  applied(api, name, "synced", ({ status }) => {
    const { status: sync, revision: at } = status?.sync ?? {};
    return sync === "Synced" && (revision === undefined || at === revision);
  });
