{{- define "pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- $preStop := int (include "pre-stop" .) }}
terminationGracePeriodSeconds: {{ add .Values.terminationGracePeriodSeconds $preStop }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  {{- if .Values.secrets }}
  {{- /* The group that may read the mounted secrets. */}}
  fsGroup: 65532
  {{- end }}
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
    image: {{ .Values.slipway.image }}
    ports:
      - name: http
        containerPort: {{ .Values.port }}
      {{- with .Values.grpcPort }}
      - name: grpc
        containerPort: {{ . }}
      {{- end }}
    env:
      - name: PORT
        value: {{ .Values.port | quote }}
      {{- with .Values.grpcPort }}
      - name: GRPC_PORT
        value: {{ . | quote }}
      {{- end }}
      - name: POD_NAME
        valueFrom:
          fieldRef:
            fieldPath: metadata.name
      - name: POD_NAMESPACE
        valueFrom:
          fieldRef:
            fieldPath: metadata.namespace
      {{- range $key, $_ := .Values.secrets }}
      - name: {{ $key }}_FILE
        value: {{ include "secrets-folder" $ }}/{{ $key }}
      {{- end }}
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
    {{- if $preStop }}
    lifecycle:
      preStop:
        sleep:
          seconds: {{ $preStop }}
    {{- end }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop:
          - ALL
    {{- if .Values.secrets }}
    volumeMounts:
      - name: secrets
        mountPath: {{ include "secrets-folder" . }}
        readOnly: true
    {{- end }}
{{- with .Values.secrets }}
{{- /* Files: an environment variable is inherited by every child and printed by every dump of the process. */}}
volumes:
  - name: secrets
    projected:
      {{- /* 0440 */}}
      defaultMode: 288
      sources:
        {{- range $key, $from := . }}
        - secret:
            name: {{ $from.secret }}
            items:
              - key: {{ $from.key }}
                path: {{ $key }}
        {{- end }}
{{- end }}
{{- end }}

{{- define "secrets-folder" -}}
/var/run/secrets/slipway
{{- end }}
