/** Counters of the mesh's proxies, from Prometheus. */
import * as z from "zod";

export const windowSeconds = 60;

const labelNames = [
  "reporter",
  "source_workload",
  "source_workload_namespace",
  "source_principal",
  "destination_workload",
  "destination_workload_namespace",
  "destination_service",
] as const;
const ofRequests = [
  ...labelNames,
  "response_code",
  "grpc_response_status",
  "connection_security_policy",
] as const;

const by = (labels: readonly string[]): string => `sum by (${labels.join(", ")})`;
const requestsQuery = `${by(ofRequests)} (rate(istio_requests_total{reporter=~"source|destination"}[${windowSeconds}s]))`;
/**
 * Series of the answering proxy: it knows the workload, while a caller's proxy may know only the host of a
 * canary or of the stable release.
 */
const durations = `istio_request_duration_milliseconds_bucket{reporter="destination"}[${windowSeconds}s]`;
const durationsQuery = `histogram_quantile(0.95, ${by([...labelNames, "le"])} (rate(${durations})))`;

const label = z.string().default("");
const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({
          reporter: label,
          source_workload: label,
          source_workload_namespace: label,
          source_principal: label,
          destination_workload: label,
          destination_workload_namespace: label,
          destination_service: label,
          response_code: label,
          grpc_response_status: label,
          connection_security_policy: label,
        }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

export type Labels = z.output<typeof answerSchema>["data"]["result"][number]["metric"];

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Requests {
  /** Requests per second. */
  readonly rates: readonly Sample[];
  /** 95th percentile of the durations, in milliseconds; NaN without requests. */
  readonly durations: readonly Sample[];
}

export async function readRequests(prometheus: (path: string) => Promise<string>): Promise<Requests> {
  const samples = async (query: string): Promise<readonly Sample[]> => {
    const text = await prometheus(`/api/v1/query?query=${encodeURIComponent(query)}`);
    const { result } = answerSchema.parse(JSON.parse(text)).data;
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  };
  const [rates, quantiles] = await Promise.all([samples(requestsQuery), samples(durationsQuery)]);
  return { rates, durations: quantiles };
}
