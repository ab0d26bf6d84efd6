{{- /* A Rollout that comes before its template or its route is invalid, and looked at again only after 20 seconds. */ -}}
{{- define "before-rollout" -}}
argocd.argoproj.io/sync-wave: "-1"
{{- end }}

{{- /*
  Condition and query of one metric. Prometheus's address is the controller's (ARGO_ROLLOUTS_PROMETHEUS_ADDRESS).
  Every condition is false for no sample and for NaN: what cannot be measured does not pass. Pods and callers' proxies that Prometheus does not scrape
  are an error of the query, so that the canary waits: the release is not measured, and nobody knows that it has no traffic.
*/ -}}
{{- define "measurement" -}}
{{- $values := .root.Values -}}
{{- $analysis := $values.analysis -}}
{{- $bounds := dict
  "traffic-floor" (printf ">= %v" $analysis.minRequestsPerSecond)
  "error-ratio" (printf "<= %v" (mulf $analysis.errors.ceiling $values.slo.errorRatio))
  "error-ratio-vs-stable" (printf "<= %v" (mulf $analysis.errors.tolerance $values.slo.errorRatio))
  "latency-p95" (printf "<= %v" $values.slo.p95Seconds)
  "latency-p95-vs-stable" (printf "<= %v" (mulf $analysis.latency.tolerance $values.slo.p95Seconds))
  "mesh-traffic-floor" (printf ">= %v" $analysis.minRequestsPerSecond)
  "mesh-error-ratio" (printf "<= %v" (mulf $analysis.errors.ceiling $values.slo.errorRatio))
  "mesh-routes" ">= 0.9"
  "restarts" (printf "<= %v" $analysis.maxRestarts)
  "saturation" (printf "<= %v" (get ($values.saturation | default dict) "limit")) -}}
successCondition: len(result) > 0 && !isNaN(result[0]) && result[0] {{ get $bounds .metric }}
provider:
  prometheus:
    timeout: {{ $analysis.queryTimeoutSeconds }}
    query: |-
      (
      {{- include (printf "query-%s" .metric) .root | nindent 8 }}
        or on() vector(NaN)
      )
      {{- if hasPrefix "mesh-" .metric }}
      {{- /* What callers' proxies saw: whether the canary's pods are scraped does not matter here. */}}
      {{- include "callers-scraped" .root | nindent 6 }}
      {{- else }}
      {{- include "pods-scraped" (list .root "pod-hash" "canary") | nindent 6 }}
      {{- if hasSuffix "-vs-stable" .metric }}
      {{- include "pods-scraped" (list .root "stable-hash" "stable") | nindent 6 }}
      {{- end }}
      {{- end }}
{{- end }}
