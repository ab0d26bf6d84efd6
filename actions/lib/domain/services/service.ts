/** A service, as service.yaml describes it. */
import type { DataSchema } from "../releases/data-schema.ts";
import type { DependsOn } from "../releases/depends-on.ts";
import type { ServiceBuild } from "./build-settings.ts";
import type { Rendering } from "./rendering.ts";

export interface Port {
  readonly name: string;
  readonly port: number;
}

export type Store = "postgres" | "redis" | "nats";

/** Requests to a service. Each list restricts them; a path that ends in `*` is a prefix. */
export interface HttpOperation {
  readonly methods?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
}

/** A service that is called. Without `http` and `grpc` all requests are allowed, otherwise only the listed ones. */
export interface Call {
  readonly service: string;
  readonly http?: readonly HttpOperation[] | undefined;
  /** gRPC services with their package: `bank.v1.PaymentService`. */
  readonly grpc?: readonly string[] | undefined;
}

export interface Service {
  readonly name: string;
  /** Selects `<tier>.yaml` of the folder of strategies, unless `strategy` names another. */
  readonly tier: string;
  readonly strategy?: string | undefined;
  readonly ports: readonly Port[];
  /** Services it calls: the declared call graph. */
  readonly calls: readonly Call[];
  /** May be absent only if the service has its own manifests. */
  readonly slo?: { readonly errorRatio: number; readonly p95Seconds: number } | undefined;
  /** Events that it publishes to the broker, and events of other services that it consumes. */
  readonly events?:
    | { readonly publishes: readonly string[]; readonly consumes: readonly string[] }
    | undefined;
  /** Data stores it uses; they have the same names in every environment. */
  readonly stores?: readonly Store[] | undefined;
  /** Schema version that its code needs, and versions that its migrations provide; absent without a data store. */
  readonly dataSchema?: DataSchema | undefined;
  /** Versions of other services that an environment must have before a release enters it. */
  readonly dependsOn?: DependsOn | undefined;
  /** Folder in the repository: `services/product`; "" is the root. */
  readonly path: string;
  /** Name of its image, without registry and tag. */
  readonly image: string;
  readonly build: ServiceBuild;
  /** Further images of each release, by name; absent where there are none. */
  readonly images?: Readonly<Record<string, FurtherImage>> | undefined;
  /** Files outside its folder that the image contains, as globs from the root. Undefined if none are declared. */
  readonly inputs?: readonly string[] | undefined;
  readonly rendering: Rendering;
  /** A job of the same image that must end before the rest of a release is applied. */
  readonly migration?: Migration | undefined;
}

export interface FurtherImage {
  /** Without registry and tag. */
  readonly image: string;
  readonly build: ServiceBuild;
  /** The name in the service's own manifests, where that is declared. */
  readonly placeholder?: string | undefined;
}

export interface Migration {
  /** The further image that it runs; absent: the service's image. */
  readonly image?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  /** Seconds until the job counts as failed. */
  readonly timeoutSeconds: number;
  readonly retries: number;
}
