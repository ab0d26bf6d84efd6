/**
 * Relabelling of the metrics of the local mesh's proxies: upstream Envoy prefixes a metric with its own name,
 * names clusters and server names where Istio names services, and does not record whether a connection used
 * mutual TLS. The answering proxy knows the caller's account only from the certificate of mutual TLS.
 */
export const asIstioNames: readonly object[] = [
  {
    source_labels: ["__name__"],
    action: "replace",
    regex: "envoy_(istio_.*)",
    target_label: "__name__",
    replacement: "$1",
  },
  {
    source_labels: ["destination_service"],
    action: "replace",
    regex: ".*(?:[|]|_[.])([a-z0-9-]+[.][a-z0-9-]+[.]svc[.]cluster[.]local);?",
    target_label: "destination_service",
    replacement: "$1",
  },
  security("istio_.+;destination;.*", "none"),
  security("istio_.+;destination;.*/ns/.+/sa/.+", "mutual_tls"),
];

/** As in Istio, only the answering proxy reports this. */
function security(regex: string, replacement: "none" | "mutual_tls"): object {
  const source_labels = ["__name__", "reporter", "source_principal"];
  return { source_labels, action: "replace", regex, target_label: "connection_security_policy", replacement };
}
