/**
 * Istio's request metrics (`istio_requests_total` and a histogram of durations) from upstream Envoy. Istio's
 * own Envoy has a filter for them; upstream Envoy counts with its access logger `stats`. Names and labels are
 * Istio's, as far as a proxy knows them without the peers' metadata; Prometheus removes the prefix `envoy_`
 * (component prometheus).
 */
export function requestMetrics(namespace: string): object {
  return {
    apiVersion: "networking.istio.io/v1alpha3",
    kind: "EnvoyFilter",
    metadata: { name: "request-metrics", namespace },
    spec: {
      configPatches: [
        patch("SIDECAR_INBOUND", inbound),
        patch("SIDECAR_OUTBOUND", outbound),
        patch("GATEWAY", outbound),
      ],
    },
  };
}

type Tags = Readonly<Record<string, string>>;

const workload = "%ENVIRONMENT(ISTIO_META_WORKLOAD_NAME)%";
const ownNamespace = "%ENVIRONMENT(POD_NAMESPACE)%";
const answer: Tags = {
  request_protocol: "%PROTOCOL%",
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
};

const inbound: Tags = {
  reporter: "destination",
  source_principal: "%DOWNSTREAM_PEER_URI_SAN%",
  destination_principal: "%DOWNSTREAM_LOCAL_URI_SAN%",
  destination_workload: workload,
  destination_workload_namespace: ownNamespace,
  destination_service: "%REQUESTED_SERVER_NAME%",
  tls_version: "%DOWNSTREAM_TLS_VERSION%",
  ...answer,
};

const outbound: Tags = {
  reporter: "source",
  source_workload: workload,
  source_workload_namespace: ownNamespace,
  source_principal: "%UPSTREAM_LOCAL_URI_SAN%",
  destination_principal: "%UPSTREAM_PEER_URI_SAN%",
  destination_service: "%UPSTREAM_CLUSTER%",
  tls_version: "%UPSTREAM_TLS_VERSION%",
  ...answer,
};

const connectionManager = "envoy.filters.network.http_connection_manager";
const type = (name: string): string => `type.googleapis.com/envoy.extensions.${name}`;

function patch(context: string, tags: Tags): object {
  return {
    applyTo: "NETWORK_FILTER",
    match: { context, listener: { filterChain: { filter: { name: connectionManager } } } },
    patch: {
      operation: "MERGE",
      value: {
        typed_config: {
          "@type": type("filters.network.http_connection_manager.v3.HttpConnectionManager"),
          access_log: [{ name: "envoy.access_loggers.stats", typed_config: statistics(tags) }],
        },
      },
    },
  };
}

function statistics(tags: Tags): object {
  const list = Object.entries(tags).map(([name, value_format]) => ({ name, value_format }));
  return {
    "@type": type("access_loggers.stats.v3.Config"),
    stat_prefix: "istio",
    counters: [{ value_fixed: 1, stat: { name: "requests_total", tags: list } }],
    histograms: [
      {
        unit: "Milliseconds",
        value_format: "%DURATION%",
        stat: { name: "request_duration_milliseconds", tags: list },
      },
    ],
  };
}
