import { environments } from "../../platform/ports.ts";

/** The part of a Rollout that names the Secrets its pods mount. */
export interface MountingRollout {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly volumes?: readonly {
          readonly projected?: {
            readonly sources?: readonly { readonly secret?: { readonly name?: string } }[];
          };
        }[];
      };
    };
  };
}

/** A Secret that a service is waiting for. */
export interface Wanted {
  readonly store: "postgres" | "redis" | "nats";
  readonly environment: string;
  readonly namespace: string;
  readonly secret: string;
  readonly service: string;
}

/**
 * Credentials that the services of the environments mount. A service gets only those of its own database and
 * of its environment's cache and broker, even if it requests others.
 */
export function credentialsWanted(rollouts: readonly MountingRollout[]): readonly Wanted[] {
  const found = new Map<string, Wanted>();
  for (const { metadata, spec } of rollouts) {
    const environment = environments.find((name) => metadata.namespace === `shop-${name}`);
    if (environment === undefined) continue;
    const sources = spec?.template?.spec?.volumes?.flatMap(({ projected }) => projected?.sources ?? []) ?? [];
    for (const { secret } of sources) {
      const store = storeOf(secret?.name, metadata.name);
      if (secret?.name === undefined || store === undefined) continue;
      const wanted = { store, environment, namespace: metadata.namespace, secret: secret.name };
      found.set(`${wanted.namespace}/${wanted.secret}`, { ...wanted, service: metadata.name });
    }
  }
  return [...found.values()];
}

function storeOf(secret: string | undefined, service: string): Wanted["store"] | undefined {
  if (secret === "nats" || secret === "redis") return secret;
  return secret === `${service}-postgres` ? "postgres" : undefined;
}
