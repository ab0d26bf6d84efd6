{{- /* What a schema cannot say. */ -}}
{{- define "checked" -}}
{{- if and .Values.autoscaling .Values.replicas -}}
  {{- fail (printf "replicas: %v stands beside autoscaling, so two would own the number of pods.\n  Remove one of them." .Values.replicas) -}}
{{- end -}}
{{- if not (or .Values.autoscaling .Values.replicas) -}}
  {{- fail "replicas: missing, and autoscaling too.\n  Give the number of pods, or minReplicas, maxReplicas and cpuUtilization below autoscaling." -}}
{{- end -}}
{{- $last := 0 -}}
{{- range $index, $stage := .Values.canary.stages -}}
  {{- $where := printf "canary.stages[%d].weight: %v" $index $stage.weight -}}
  {{- if le (int $stage.weight) $last -}}
    {{- fail (printf "%s is not above the %d before it.\n  Let the weights grow." $where $last) -}}
  {{- end -}}
  {{- $last = int $stage.weight -}}
  {{- if and (eq $.Values.routing "replicas") (eq $.Values.canary.weights "exact") $.Values.replicas (mod (mul (int $stage.weight) (int $.Values.replicas)) 100) -}}
    {{- fail (printf "%s%% of %v replicas is no whole number of pods, so the canary would get another share.\n  Take a multiple of %v, other replicas, routing: istio, or canary.weights: nearest." $where $.Values.replicas (divf 100 $.Values.replicas)) -}}
  {{- end -}}
{{- end -}}
{{- with .Values.autoscaling -}}
  {{- if gt (int .minReplicas) (int .maxReplicas) -}}
    {{- fail (printf "autoscaling.minReplicas: %v is above maxReplicas, %v.\n  Exchange them." .minReplicas .maxReplicas) -}}
  {{- end -}}
{{- end -}}
{{- range $key, $from := .Values.secrets -}}
  {{- if hasKey $.Values.env $key -}}
    {{- fail (printf "env.%s: stands beside secrets.%s, and the plain value would win.\n  Remove one of them." $key $key) -}}
  {{- end -}}
{{- end -}}
{{- if eq (int .Values.port) (int (.Values.grpcPort | default 0)) -}}
  {{- fail (printf "grpcPort: %v is the port for HTTP too.\n  Give gRPC one of its own." .Values.grpcPort) -}}
{{- end -}}
{{- range $name, $limit := .Values.analysis.gate.failureLimits -}}
  {{- if ge (int $limit) (int $.Values.analysis.gate.count) -}}
    {{- fail (printf "analysis.gate.failureLimits.%s: with %v of %v measurements allowed to fail the gate judges nothing.\n  Lower it below count." $name $limit $.Values.analysis.gate.count) -}}
  {{- end -}}
{{- end -}}
{{- end }}
