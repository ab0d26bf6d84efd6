{{- /*
  What is asked of Prometheus, one query a metric. README.md, "What noise may not decide", has the statistics: a count k is judged
  by the square root of k + 3/8, whose standard error is a half however many there are; so a bound is z/2 away from it.
*/ -}}
{{- define "query-traffic-floor" -}}
sum(rate({{ include "series" (list . "count" "pod-hash") }})) or vector(0)
{{- end }}

{{- /* The ratio is at least this; 0 without traffic, for the traffic floor to judge. Only 5xx are the service's own errors. */ -}}
{{- define "query-error-ratio" -}}
clamp_min(sqrt({{ include "errors" (list . "pod-hash") }} + 0.375) - {{ divf .Values.analysis.errors.z 2 }}, 0) ^ 2
/
clamp_min({{ include "requests" (list . "pod-hash") }} or vector(0), 1)
{{- end }}

{{- /* The ratio is above the stable release's by at least this; 0 without its traffic, for the comparison of latencies to judge. */ -}}
{{- define "query-error-ratio-vs-stable" -}}
{{- $canary := include "requests" (list . "pod-hash") -}}
{{- $stable := include "requests" (list . "stable-hash") -}}
(
  clamp_min(
    sqrt({{ include "errors" (list . "pod-hash") }} + 0.375)
    -
    {{ divf .Values.analysis.errors.z 2 }} * sqrt(1 + ({{ $canary }} or vector(0)) / ({{ $stable }} > 0)),
    0
  ) ^ 2
  /
  clamp_min({{ $canary }} or vector(0), 1)
  -
  ({{ include "errors" (list . "stable-hash") }} + 0.375) / ({{ $stable }} > 0)
)
or vector(0)
{{- end }}

{{- /* The 95th percentile is at least this. */ -}}
{{- define "query-latency-p95" -}}
{{- $z := .Values.analysis.latency.z -}}
{{- $requests := include "requests" (list . "pod-hash") -}}
histogram_quantile(
  scalar(clamp(0.95 - {{ $z }} * sqrt(0.05 / {{ $requests }}) - {{ subf (divf (mulf $z $z) 4) 0.375 }} / {{ $requests }}, 0.5, 0.95)),
  sum by (le) (rate({{ include "series" (list . "bucket" "pod-hash") }}))
)
{{- end }}

{{- /* It is above the stable release's by at least this: the lowest the canary's can be without the highest the other can be. */ -}}
{{- define "query-latency-p95-vs-stable" -}}
{{- $requests := include "requests" (list . "stable-hash") -}}
{{ include "query-latency-p95" . }}
-
histogram_quantile(
  scalar(1 - clamp_min(clamp_min(sqrt(0.05 * {{ $requests }}) - {{ divf .Values.analysis.latency.z 2 }}, 0) ^ 2 - 0.375, 0) / {{ $requests }}),
  sum by (le) (rate({{ include "series" (list . "bucket" "stable-hash") }}))
)
{{- end }}

{{- /* A pod that was replaced has another name: only a process that began again within its pod counts. */ -}}
{{- define "query-restarts" -}}
sum(changes(process_start_time_seconds{ {{- include "pods" (list . "pod-hash") -}} }[{{ .Values.analysis.window }}]))
{{- end }}

{{- /* What callers' proxies sent to the canary's host. 0 where they sent nothing: then a weight is no share, and nothing passes. */ -}}
{{- define "query-mesh-traffic-floor" -}}
sum(rate({{ include "sent-to-canary" . }})) or vector(0)
{{- end }}

{{- /*
  As callers see it: what never reached the service, or was cut off on the way, is an error here and nowhere else. gRPC says its errors
  beside a 200: unknown, deadline exceeded, internal, unavailable, data loss. 0 without traffic, for the traffic floors to judge.
*/ -}}
{{- define "query-mesh-error-ratio" -}}
clamp_min(
  sqrt(
    (sum(increase({{ include "sent-to-canary" (list . "response_code=~\"5..\"") }})) or vector(0))
    +
    (sum(increase({{ include "sent-to-canary" (list . "response_code!~\"5..\",grpc_response_status=~\"2|4|13|14|15\"") }})) or vector(0))
    +
    0.375
  ) - {{ divf .Values.analysis.errors.z 2 }},
  0
) ^ 2
/
clamp_min(sum(increase({{ include "sent-to-canary" . }})) or vector(0), 1)
{{- end }}

{{- define "query-saturation" -}}
{{ .Values.saturation.query | replace "$canary" (include "pods" (list . "pod-hash")) | replace "$window" .Values.analysis.window }}
{{- end }}

{{- /* Where `up` does not have the pods' labels, the time when their processes began tells. */ -}}
{{- define "pods-scraped" -}}
{{- $series := printf "{%s}[%s]" (include "pods" (list (first .) (index . 1))) (first .).Values.analysis.window -}}
{{- $scrapes := printf "max(sum_over_time(up%s) or count_over_time(process_start_time_seconds%s))" $series $series -}}
{{ include "scraped" (list $scrapes (printf "%s pods" (last .))) }}
{{- end }}

{{- /*
  Each declared caller that runs. Of callers that are not declared, such as the edge's, or whose pods `up` does not name, what their
  proxies counted for the service tells: a proxy goes on exporting a counter that does not move.
*/ -}}
{{- define "callers-scraped" -}}
{{- $window := .Values.analysis.window -}}
{{- $counted := printf "max(count_over_time(istio_requests_total{%s}[%s]))" (include "sent-by-routes" .) $window -}}
{{- $scrapes := $counted -}}
{{- if .Values.network.calledBy -}}
  {{- $callers := list -}}
  {{- range .Values.network.calledBy -}}{{- $callers = append $callers (include "caller" .) -}}{{- end -}}
  {{- $series := printf "{namespace=\"{{args.namespace}}\",service=~\"%s\"}[%s]" (join "|" $callers) $window -}}
  {{- $each := printf "max by (service) (sum_over_time(up%s)) or max by (service) (count_over_time(process_start_time_seconds%s))" $series $series -}}
  {{- $scrapes = printf "min(%s or on() %s)" $each $counted -}}
{{- end -}}
{{ include "scraped" (list $scrapes "callers' proxies") }}
{{- end }}

{{- /*
  Takes 0 away where there were three scrapes in the window. Else the right side has two series, which PromQL refuses: the error shows
  their label, and what shows people an error of a measurement makes words of it.
*/ -}}
{{- define "scraped" -}}
- on() group_left() (
  0 * ({{ first . }} >= 3)
  or on() (
    label_replace(vector(0), "cause", "{{ last . }} not scraped", "", "")
    or label_replace(vector(0), "cause", "see up of the {{ last . }}", "", "")
  )
)
{{- end }}

{{- define "requests" -}}
sum(increase({{ include "series" (list (first .) "count" (last .)) }}))
{{- end }}

{{- define "errors" -}}
(sum(increase({{ include "series" (list (first .) "count" (last .) ",http_response_status_code=~\"5..\"") }})) or vector(0))
{{- end }}

{{- /* Root, count or bucket, the argument with the hash of the pods; then labels beside theirs. */ -}}
{{- define "series" -}}
http_server_request_duration_seconds_{{ index . 1 }}{ {{- include "pods" (list (first .) (index . 2)) }}{{ if gt (len .) 3 }}{{ last . }}{{ end -}} }[{{ (first .).Values.analysis.window }}]
{{- end }}

{{- define "pods" -}}
namespace="{{ "{{args.namespace}}" }}",service="{{ (first .).Release.Name }}",rollouts_pod_template_hash="{{ printf "{{args.%s}}" (last .) }}"
{{- end }}

{{- /* Root, or root and further labels. */ -}}
{{- define "sent-to-canary" -}}
{{- $root := . -}}
{{- $labels := "" -}}
{{- if kindIs "slice" . -}}
  {{- $root = first . -}}
  {{- $labels = printf ",%s" (last .) -}}
{{- end -}}
istio_requests_total{reporter="source",destination_service="{{ $root.Release.Name }}-canary.{{ "{{args.namespace}}" }}.svc.cluster.local"{{ $labels }}}[{{ $root.Values.analysis.window }}]
{{- end }}

{{- /* Labels of what callers' proxies sent to the two hosts of the route. */ -}}
{{- define "sent-by-routes" -}}
reporter="source",destination_service=~"{{ .Release.Name }}-(stable|canary)[.]{{ "{{args.namespace}}" }}[.]svc[.]cluster[.]local"
{{- end }}

{{- /* The share of the requests served that callers' proxies sent by the route of stable and canary; NaN without any. */ -}}
{{- define "query-mesh-routes" -}}
sum(rate(istio_requests_total{ {{- include "sent-by-routes" . -}} }[{{ .Values.analysis.window }}]))
/
sum(rate(http_server_request_duration_seconds_count{namespace="{{ "{{args.namespace}}" }}",service="{{ .Release.Name }}"}[{{ .Values.analysis.window }}]))
{{- end }}
