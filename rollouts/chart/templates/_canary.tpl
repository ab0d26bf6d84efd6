{{- define "canary" -}}
canaryService: {{ .Release.Name }}-canary
stableService: {{ .Release.Name }}-stable
{{- if eq .Values.routing "istio" }}
minPodsPerReplicaSet: {{ .Values.canary.minPodsPerReplicaSet }}
scaleDownDelaySeconds: {{ .Values.canary.scaleDownDelaySeconds }}
abortScaleDownDelaySeconds: {{ .Values.canary.scaleDownDelaySeconds }}
trafficRouting:
  istio:
    virtualService:
      name: {{ .Release.Name }}
      routes:
        - primary
{{- else }}
maxSurge: {{ .Values.canary.maxSurge }}
maxUnavailable: {{ .Values.canary.maxUnavailable }}
{{- end }}
{{- with .Values.analysis.guard }}
{{- /* From the first gate on: earlier the canary has no traffic to be judged by. */}}
analysis:
  startingStep: {{ ternary 2 1 (hasKey (first $.Values.canary.stages) "pause") }}
  {{- include "analysis-of-canary" (dict "template" (printf "%s-guard" $.Release.Name)) | nindent 2 }}
{{- end }}
steps:
  {{- range .Values.canary.stages }}
  - setWeight: {{ .weight }}
  {{- with .pause }}
  - pause:
      duration: {{ . }}
  {{- end }}
  - analysis:
      {{- include "analysis-of-canary" (dict "template" (printf "%s-gate" $.Release.Name)) | nindent 6 }}
  {{- end }}
{{- end }}

{{- define "analysis-of-canary" -}}
templates:
  - templateName: {{ .template }}
args:
  {{- /* Equal releases have equal pod hashes in every environment; the namespace tells them apart. */}}
  - name: namespace
    valueFrom:
      fieldRef:
        fieldPath: metadata.namespace
  - name: pod-hash
    valueFrom:
      podTemplateHashValue: Latest
  - name: stable-hash
    valueFrom:
      podTemplateHashValue: Stable
{{- end }}
