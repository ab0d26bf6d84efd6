import * as z from "zod";

/** Requests per second by namespace, service and pod template hash. */
export type Traffic = ReadonlyMap<string, number>;

export const trafficKey = (namespace: string, service: string, hash: string): string =>
  `${namespace}/${service}/${hash}`;

const labels = ["namespace", "service", "rollouts_pod_template_hash"] as const;
const query = `sum by (${labels.join(", ")}) (rate(http_server_request_duration_seconds_count[30s]))`;

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({
          namespace: z.string().default(""),
          service: z.string().default(""),
          rollouts_pod_template_hash: z.string().default(""),
        }),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

/** Requests that the pods of each revision answered in the last 30 seconds, counted by the pods. */
export async function readTraffic(prometheus: (path: string) => Promise<string>): Promise<Traffic> {
  const text = await prometheus(`/api/v1/query?query=${encodeURIComponent(query)}`);
  const { result } = answerSchema.parse(JSON.parse(text)).data;
  return new Map(
    result.map(({ metric, value }) => [
      trafficKey(metric.namespace, metric.service, metric.rollouts_pod_template_hash),
      Number(value[1]),
    ]),
  );
}
