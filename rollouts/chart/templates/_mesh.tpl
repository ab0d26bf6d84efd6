{{- /* What the injector reads of a pod. Limits are the chart's own: the injector's default of 1 GiB a proxy would not fit a namespace's quota. */ -}}
{{- define "proxy" -}}
{{- $proxy := .Values.mesh.proxy -}}
sidecar.istio.io/proxyCPU: {{ $proxy.requests.cpu | quote }}
sidecar.istio.io/proxyMemory: {{ $proxy.requests.memory | quote }}
sidecar.istio.io/proxyMemoryLimit: {{ $proxy.limits.memory | quote }}
{{- with .Values.network.stores }}
{{- /* A store has no proxy, and NATS and PostgreSQL wait for nobody's first byte: the mesh could only detect the protocol late. */}}
traffic.sidecar.istio.io/excludeOutboundPorts: {{ include "store-ports" . | quote }}
{{- end }}
proxy.istio.io/config: |
  holdApplicationUntilProxyStarts: true
  {{- /* A proxy that is a plain container is told to end when the service is, and must outlast it. */}}
  terminationDrainDuration: {{ add (include "pre-stop" .) .Values.mesh.drainSeconds }}s
{{- end }}

{{- define "store-ports" -}}
{{- $ports := dict "postgres" "5432" "redis" "6379" "nats" "4222" -}}
{{- $list := list -}}
{{- range . -}}{{- $list = append $list (get $ports .) -}}{{- end -}}
{{ join "," $list }}
{{- end }}

{{- /* Seconds for which a pod serves as before, after it was told to end: until everyone else has heard of it. 0 for none. */ -}}
{{- define "pre-stop" -}}
{{- $endpoints := ternary .Values.mesh.endpointSeconds 0 (eq .Values.routing "istio") -}}
{{- $loadBalancer := ternary (.Values.drain | default dict).loadBalancerSeconds 0 .Values.network.edge -}}
{{ max (int $endpoints) (int $loadBalancer) }}
{{- end }}

{{- /* Name of a caller: it is a name alone, or also says what it calls. */ -}}
{{- define "caller" -}}
{{ if kindIs "string" . }}{{ . }}{{ else }}{{ .service }}{{ end }}
{{- end }}

{{- /* What a caller may ask for: the operations it declares, or whatever the service's own ports answer. */ -}}
{{- define "operations" -}}
{{- $values := first . -}}
{{- $caller := last . -}}
{{- if or (kindIs "string" $caller) (not (or $caller.http $caller.grpc)) -}}
- operation:
    ports:
      {{- range compact (list $values.port $values.grpcPort) }}
      - {{ . | quote }}
      {{- end }}
{{- else -}}
{{- range $caller.http }}
- operation:
    ports:
      - {{ $values.port | quote }}
    {{- with .methods }}
    methods:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .paths }}
    paths:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}
{{- range $caller.grpc }}
- operation:
    ports:
      - {{ $values.grpcPort | quote }}
    methods:
      - POST
    paths:
      - /{{ . }}/*
{{- end }}
{{- end }}
{{- end }}
