{{- /* A Rollout that comes before its template is invalid, and looked at again only after 20 seconds. */ -}}
{{- define "before-rollout" -}}
argocd.argoproj.io/sync-wave: "-1"
{{- end }}

{{- /*
  Condition and query of one metric. Prometheus's address is the controller's (ARGO_ROLLOUTS_PROMETHEUS_ADDRESS).
  Every condition is false for no sample and for NaN: what cannot be measured does not pass.
*/ -}}
{{- define "measurement" -}}
{{- $values := .root.Values -}}
{{- $bounds := dict
  "traffic-floor" (printf ">= %v" $values.analysis.minRequestsPerSecond)
  "error-ratio" (printf "<= %v" $values.slo.errorRatio)
  "latency-p95" (printf "<= %v" $values.slo.p95Seconds) -}}
successCondition: len(result) > 0 && !isNaN(result[0]) && result[0] {{ get $bounds .metric }}
provider:
  prometheus:
    timeout: {{ $values.analysis.queryTimeoutSeconds }}
    query: |-
      {{- include (printf "query-%s" .metric) (dict "service" .root.Release.Name "window" $values.analysis.window) | nindent 6 }}
{{- end }}

{{- define "query-traffic-floor" -}}
sum(rate({{ include "requests" . }}[{{ .window }}])) or vector(0)
{{- end }}

{{- /* 0 without traffic, for the traffic floor to judge; only 5xx are the service's own errors. */ -}}
{{- define "query-error-ratio" -}}
(sum(rate({{ include "requests" (merge (dict "status" "5..") .) }}[{{ .window }}])) or vector(0))
/
clamp_min(sum(rate({{ include "requests" . }}[{{ .window }}])) or vector(0), 1e-9)
{{- end }}

{{- define "query-latency-p95" -}}
histogram_quantile(0.95, sum by (le) (rate({{ include "requests" (merge (dict "series" "bucket") .) }}[{{ .window }}])))
{{- end }}

{{- define "requests" -}}
http_server_request_duration_seconds_{{ .series | default "count" }}{namespace="{{ "{{args.namespace}}" }}",service="{{ .service }}",rollouts_pod_template_hash="{{ "{{args.pod-hash}}" }}"
{{- with .status }},http_response_status_code=~"{{ . }}"{{ end }}}
{{- end }}
