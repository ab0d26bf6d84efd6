{{- /* Pods with a label, of another namespace. */ -}}
{{- define "pods-of" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ index . 0 }}
podSelector:
  matchLabels:
    {{ index . 1 }}: {{ index . 2 }}
{{- end }}

{{- /* Pods of services beside this one. */ -}}
{{- define "services" -}}
- podSelector:
    matchExpressions:
      - key: app.kubernetes.io/name
        operator: In
        values:
          {{- range . }}
          - {{ include "caller" . }}
          {{- end }}
{{- end }}

{{- define "store-postgres" -}}
{{ include "store-outside" 5432 }}
{{- end }}

{{- define "store-redis" -}}
{{ include "store-outside" 6379 }}
{{- end }}

{{- define "store-nats" -}}
- to:
    - {{ include "pods-of" (list "nats" "app.kubernetes.io/name" "nats") | indent 6 | trim }}
  ports:
    - protocol: TCP
      port: 4222
{{- end }}

{{- /* A server without pods has no labels, and its address is each environment's own: private networks, its port alone. */ -}}
{{- define "store-outside" -}}
- to:
    {{- range list "10.0.0.0/8" "172.16.0.0/12" "192.168.0.0/16" "100.64.0.0/10" }}
    - ipBlock:
        cidr: {{ . }}
    {{- end }}
  ports:
    - protocol: TCP
      port: {{ . }}
{{- end }}
