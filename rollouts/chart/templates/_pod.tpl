{{- define "pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- $preStop := int (include "pre-stop" .) }}
terminationGracePeriodSeconds: {{ add .Values.terminationGracePeriodSeconds $preStop }}
{{ include "pod-security" . }}
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
    {{- with .Values.command }}
    command:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.args }}
    args:
      {{- toYaml . | nindent 6 }}
    {{- end }}
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
      {{- include "own-variables" . | nindent 6 }}
    {{- if .Values.env }}
    envFrom:
      - configMapRef:
          name: {{ include "settings" . }}
    {{- end }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    {{- range $kind, $probe := .Values.probes }}
    {{ $kind }}Probe:
      {{- if $probe.exec }}
      exec:
        command:
          {{- toYaml $probe.exec | nindent 10 }}
      {{- else if hasKey $probe "grpc" }}
      grpc:
        port: {{ $.Values.grpcPort }}
        {{- with $probe.grpc.service }}
        service: {{ . }}
        {{- end }}
      {{- else if $probe.tcp }}
      tcpSocket:
        port: {{ $probe.tcp }}
      {{- else }}
      httpGet:
        path: {{ $probe.path }}
        port: http
      {{- end }}
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
    {{- include "container-security" . | nindent 4 }}
{{- include "volumes" . }}
{{- end }}

{{- define "secrets-folder" -}}
/var/run/secrets/slipway
{{- end }}

{{- define "pod-security" -}}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ int .Values.user }}
  runAsGroup: {{ int .Values.user }}
  {{- if .Values.secrets }}
  {{- /* The group that may read the mounted secrets. */}}
  fsGroup: {{ int .Values.user }}
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "container-security" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop:
      - ALL
{{- if or .Values.secrets .Values.writable }}
volumeMounts:
  {{- if .Values.secrets }}
  - name: secrets
    mountPath: {{ include "secrets-folder" . }}
    readOnly: true
  {{- end }}
  {{- range $index, $path := .Values.writable }}
  - name: writable-{{ $index }}
    mountPath: {{ $path }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "own-variables" -}}
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
{{- end }}

{{- define "volumes" -}}
{{- if or .Values.secrets .Values.writable }}
volumes:
  {{- with .Values.secrets }}
  {{- /* Files: an environment variable is inherited by every child and printed by every dump of the process. */}}
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
  {{- range $index, $_ := .Values.writable }}
  - name: writable-{{ $index }}
    emptyDir: {}
  {{- end }}
{{- end }}
{{- end }}
