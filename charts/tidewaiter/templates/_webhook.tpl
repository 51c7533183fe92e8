{{- define "tidewaiter.webhookMetadata" -}}
metadata:
  name: {{ include "tidewaiter.clusterName" . }}
  labels:
    {{- include "tidewaiter.labels" . | nindent 4 }}
  {{- $annotations := deepCopy .Values.webhooks.annotations }}
  {{- if eq .Values.tls.mode "certManager" }}
  {{- $certificate := printf "%s/%s-tls" .Release.Namespace (include "tidewaiter.fullname" .) }}
  {{- $_ := set $annotations "cert-manager.io/inject-ca-from" $certificate }}
  {{- end }}
  {{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- /*
What both webhooks share. Namespaces are excluded by kubernetes.io/metadata.name, which the API server
sets: no label that a namespace's owner may write opens the gate. The release's own namespace is always
among them, or its pods could never start again after an outage.
*/ -}}
{{- define "tidewaiter.webhookCommon" -}}
{{- $values := .root.Values.webhooks -}}
admissionReviewVersions: [v1]
sideEffects: None
matchPolicy: Equivalent
timeoutSeconds: {{ $values.timeoutSeconds }}
clientConfig:
  service:
    name: {{ include "tidewaiter.fullname" .root }}
    namespace: {{ .root.Release.Namespace }}
    path: {{ .path }}
    port: 443
  {{- with .caBundle }}
  caBundle: {{ . }}
  {{- end }}
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: NotIn
      values:
        {{- append $values.excludeNamespaces .root.Release.Namespace | uniq | toYaml | nindent 8 }}
    {{- with $values.namespaceSelector.matchExpressions }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
