{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/part-of: {{ .Values.slipway.product }}
app.kubernetes.io/managed-by: slipway
{{- end }}

{{- define "selector" -}}
app.kubernetes.io/name: {{ .Release.Name }}
{{- end }}

{{- /* Other settings are another ConfigMap, so that pods of the stable release keep theirs. */ -}}
{{- define "settings" -}}
{{ .Release.Name }}-settings-{{ .Values.env | toJson | sha256sum | trunc 10 }}
{{- end }}

{{- /* Not the service's own: its Services would send requests to the job. */ -}}
{{- define "migration-labels" -}}
app.kubernetes.io/name: {{ .Release.Name }}-migrate
app.kubernetes.io/part-of: {{ .Values.slipway.product }}
app.kubernetes.io/managed-by: slipway
{{- end }}
