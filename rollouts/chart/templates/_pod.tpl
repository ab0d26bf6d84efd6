{{- define "pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  seccompProfile:
    type: RuntimeDefault
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "selector" $ | nindent 8 }}
  {{- end }}
containers:
  - name: {{ .Release.Name }}
    {{- /* The release pins tag and digest, the environment names the registry. */}}
    image: shop/{{ .Release.Name }}
    ports:
      - name: http
        containerPort: {{ .Values.port }}
    env:
      - name: PORT
        value: {{ .Values.port | quote }}
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
      - name: POD_NAMESPACE
        valueFrom:
          fieldRef:
            fieldPath: metadata.namespace
    {{- if .Values.env }}
    envFrom:
      - configMapRef:
          name: {{ include "settings" . }}
    {{- end }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    {{- range $kind, $probe := .Values.probes }}
    {{ $kind }}Probe:
      httpGet:
        path: {{ $probe.path }}
        port: http
      periodSeconds: {{ $probe.periodSeconds }}
      timeoutSeconds: {{ $probe.timeoutSeconds }}
      failureThreshold: {{ $probe.failureThreshold }}
    {{- end }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop:
          - ALL
{{- end }}
