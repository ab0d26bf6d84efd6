/** Converts the counters of the proxies to edges, caller → called workload. Pure. */
import { accountOf, calledIn, callerOf, type End, endKey } from "./ends.ts";
import type { Requests, Sample } from "./requests.ts";

export interface Edge {
  readonly from: End;
  /** Accounts in the callers' certificates. */
  readonly accounts: readonly End[];
  readonly to: End;
  readonly requestsPerSecond: number;
  readonly errorRatio: number;
  readonly p95Seconds: number | null;
  readonly mtls: "all" | "some" | "none" | "unknown";
}

/** Every pair for which proxies have counters, including those without requests in the window. */
export function edgesOf({ rates, durations }: Requests): readonly Edge[] {
  const slow = Map.groupBy(durations, pairOf);
  return [...Map.groupBy(rates, pairOf)].flatMap(([pair, samples]) => {
    const [first] = samples;
    return first === undefined ? [] : [edgeOf(first, samples, slow.get(pair) ?? [])];
  });
}

const pairOf = ({ labels }: Sample): string => `${endKey(callerOf(labels))} ${endKey(calledIn(labels))}`;

function edgeOf({ labels }: Sample, samples: readonly Sample[], durations: readonly Sample[]): Edge {
  const [sent, answered] = [reportedBy("source", samples), reportedBy("destination", samples)];
  // The caller's proxy also counts requests that never arrived; calls of a caller without a proxy are counted
  // only by the answering proxy.
  const counted = sum(sent) > 0 ? sent : answered;
  const requestsPerSecond = sum(counted);
  const measured = durations.map(({ value }) => value).filter(Number.isFinite);
  return {
    from: callerOf(labels),
    accounts: samples.flatMap((one) => accountOf(one.labels.source_principal) ?? []),
    to: calledIn(labels),
    requestsPerSecond,
    errorRatio: requestsPerSecond > 0 ? sum(counted.filter(isError)) / requestsPerSecond : 0,
    // Hosts of one workload are measured separately: the slowest one is shown.
    p95Seconds: measured.length === 0 ? null : Math.max(...measured) / 1000,
    mtls: mtlsOf(answered),
  };
}

const reportedBy = (reporter: string, samples: readonly Sample[]): readonly Sample[] =>
  samples.filter(({ labels }) => labels.reporter === reporter);

const sum = (samples: readonly Sample[]): number => samples.reduce((total, { value }) => total + value, 0);

/**
 * 0: the connection ended before an answer. gRPC reports failures in a 200 answer; these are the codes that
 * the mesh gate counts.
 */
const isError = ({ labels }: Sample): boolean =>
  /^(5..|0|-)?$/.test(labels.response_code) || /^(2|4|13|14|15)$/.test(labels.grpc_response_status);

/** Only the answering proxy knows; a connection without its label is never counted as mutual TLS. */
function mtlsOf(answered: readonly Sample[]): Edge["mtls"] {
  const rateOf = (isOne: (policy: string) => boolean): number =>
    sum(answered.filter(({ labels }) => isOne(labels.connection_security_policy)));
  const mutual = rateOf((policy) => policy === "mutual_tls");
  const open = rateOf((policy) => policy === "" || policy === "unknown");
  const plain = sum(answered) - mutual - open;
  if (plain > 1e-9) return mutual > 0 ? "some" : "none";
  return mutual > 0 && open === 0 ? "all" : "unknown";
}
