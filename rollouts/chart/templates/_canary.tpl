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
  {{- if .Values.canary.preview }}
  {{- /* Rollouts puts this route before the others, and takes it away when the canary ends. */}}
  managedRoutes:
    - name: preview
  {{- end }}
{{- else }}
maxSurge: {{ .Values.canary.maxSurge }}
maxUnavailable: {{ .Values.canary.maxUnavailable }}
{{- end }}
{{- with .Values.analysis.guard }}
{{- /* From the first gate on: earlier the canary has no traffic to be judged by. */}}
analysis:
  startingStep: {{ add 1 (ternary 1 0 (eq $.Values.routing "istio")) (ternary 1 0 (hasKey (first $.Values.canary.stages) "pause")) (ternary 1 0 (hasKey $.Values.canary "preview")) }}
  {{- include "analysis-of-canary" (dict "template" (printf "%s-guard" $.Release.Name)) | nindent 2 }}
{{- end }}
steps:
  {{- if eq .Values.routing "istio" }}
  {{- /* No canary starts where weights are not shares. */}}
  - analysis:
      templates:
        - templateName: {{ .Release.Name }}-mesh
      args:
        {{- include "namespace-of-canary" . | nindent 8 }}
  {{- end }}
  {{- range $index, $stage := .Values.canary.stages }}
  - setWeight: {{ .weight }}
  {{- if and (eq $index 0) $.Values.canary.preview }}
  {{- /* From here on there are pods to answer. */}}
  - setHeaderRoute:
      name: preview
      match:
        - headerName: {{ $.Values.canary.preview.header }}
          headerValue:
            exact: {{ $.Values.canary.preview.value | quote }}
  {{- end }}
  {{- with .pause }}
  - pause:
      duration: {{ . }}
  {{- end }}
  - analysis:
      {{- include "analysis-of-canary" (dict "template" (printf "%s-gate" $.Release.Name)) | nindent 6 }}
  {{- end }}
{{- end }}

{{- /* Of a release that served all traffic here before: its pods take a share, and a short gate finds out whether they still work. */ -}}
{{- define "rollback-steps" -}}
- setWeight: {{ .Values.analysis.rollback.weight }}
- analysis:
    {{- include "analysis-of-canary" (dict "template" (printf "%s-rollback" .Release.Name)) | nindent 4 }}
{{- end }}

{{- define "analysis-of-canary" -}}
templates:
  - templateName: {{ .template }}
args:
  {{- /* Equal releases have equal pod hashes in every environment; the namespace tells them apart. */}}
  {{- include "namespace-of-canary" . | nindent 2 }}
  - name: pod-hash
    valueFrom:
      podTemplateHashValue: Latest
  - name: stable-hash
    valueFrom:
      podTemplateHashValue: Stable
{{- end }}

{{- define "namespace-of-canary" -}}
- name: namespace
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{- end }}
