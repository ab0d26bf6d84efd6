{{- define "blue-green" -}}
activeService: {{ .Release.Name }}
previewService: {{ .Release.Name }}-preview
{{- /* Pods that are ready are switched to at once: without requests nothing more is to be learnt of them. */}}
autoPromotionEnabled: true
scaleDownDelaySeconds: {{ .Values.blueGreen.scaleDownDelaySeconds }}
abortScaleDownDelaySeconds: 60
{{- /* Fails it, the Service goes back to the pods of the release before, which are all still there. */}}
postPromotionAnalysis:
  {{- include "analysis-of-canary" (dict "template" (printf "%s-gate" .Release.Name)) | nindent 2 }}
{{- end }}
