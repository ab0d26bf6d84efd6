{{- /* What a schema cannot say. */ -}}
{{- define "checked" -}}
{{- if and .Values.autoscaling .Values.replicas -}}
  {{- fail (printf "replicas: %v is set together with autoscaling, so two would own the number of pods.\n  Remove one of them." .Values.replicas) -}}
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
    {{- fail (printf "env.%s: is set together with secrets.%s, and the plain value would win.\n  Remove one of them." $key $key) -}}
  {{- end -}}
{{- end -}}
{{- if eq (int .Values.port) (int (.Values.grpcPort | default 0)) -}}
  {{- fail (printf "grpcPort: %v is the port for HTTP too.\n  Give gRPC one of its own." .Values.grpcPort) -}}
{{- end -}}
{{- if and (ne .Values.routing "istio") .Values.canary.preview -}}
  {{- fail (printf "canary.preview: %s is a header, and only a mesh routes by one.\n  Take routing: istio, or remove it." .Values.canary.preview.header) -}}
{{- end -}}
{{- if and .Values.network.edge .Values.grpcPort (eq .Values.routing "istio") -}}
  {{- fail (printf "grpcPort: %v is set together with network.edge, whose routes name the port for HTTP.\n  Let another service serve gRPC, or put one in front." .Values.grpcPort) -}}
{{- end -}}
{{- range $kind, $probe := .Values.probes -}}
  {{- if and (hasKey $probe "grpc") (not $.Values.grpcPort) -}}
    {{- fail (printf "probes.%s.grpc: there is no grpcPort to ask.\n  Give the service one, or probe it otherwise." $kind) -}}
  {{- end -}}
{{- end -}}
{{- range .Values.network.calledBy -}}
  {{- if and (not (kindIs "string" .)) .grpc (not $.Values.grpcPort) -}}
    {{- fail (printf "network.calledBy: %s calls gRPC services (%s), and there is no grpcPort.\n  Give the service one, or correct the caller's calls in its service.yaml." .service (join ", " .grpc)) -}}
  {{- end -}}
{{- end -}}
{{- if gt (int .Values.mesh.drainSeconds) (int .Values.terminationGracePeriodSeconds) -}}
  {{- fail (printf "mesh.drainSeconds: %v is above terminationGracePeriodSeconds, %v, so the pod would be killed before its proxy has drained.\n  Lower the one or raise the other." .Values.mesh.drainSeconds .Values.terminationGracePeriodSeconds) -}}
{{- end -}}
{{- if and (eq .Values.strategy "blue-green") .Values.analysis.guard -}}
  {{- fail "analysis.guard: cannot be used with strategy: blue-green, which has no stages to be watched between.\n  Remove it." -}}
{{- end -}}
{{- range $name, $limit := .Values.analysis.gate.failureLimits -}}
  {{- if ge (int $limit) (int $.Values.analysis.gate.count) -}}
    {{- fail (printf "analysis.gate.failureLimits.%s: with %v of %v measurements allowed to fail the gate judges nothing.\n  Lower it below count." $name $limit $.Values.analysis.gate.count) -}}
  {{- end -}}
{{- end -}}
{{- end }}
