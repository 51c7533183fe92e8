{{- /*
CA and certificate of tls.mode helm, as a YAML map of base64 texts: caCert, caKey, cert, key, renewAt.
What an earlier release stored is reused. The CA stays, so that a renewed certificate is trusted by the
webhook configurations at every moment; it is made for ten years. `lookup` finds nothing under `helm template`, which therefore
prints new keys each time.
*/ -}}
{{- define "tidewaiter.helmCertificate" -}}
{{- $tls := .Values.tls.helm -}}
{{- $name := include "tidewaiter.fullname" . -}}
{{- $dnsNames := include "tidewaiter.dnsNames" . | fromYamlArray -}}
{{- $now := now | unixEpoch | int64 -}}
{{- $storedCa := lookup "v1" "Secret" .Release.Namespace (printf "%s-ca" $name) | default dict -}}
{{- $stored := lookup "v1" "Secret" .Release.Namespace (include "tidewaiter.tlsSecretName" .) | default dict -}}
{{- $caData := get $storedCa "data" | default dict -}}
{{- $data := get $stored "data" | default dict -}}
{{- $annotations := dig "metadata" "annotations" dict $stored | default dict -}}
{{- $hasCa := and (get $caData "tls.crt") (get $caData "tls.key") -}}
{{- $renewAt := get $annotations "tidewaiter.dev/renew-at" | default "0" | int64 -}}
{{- $sameNames := eq (get $annotations "tidewaiter.dev/dns-names" | default "") (join "," $dnsNames) -}}
{{- $usable := and $hasCa (get $data "tls.crt") (get $data "tls.key") $sameNames (lt $now $renewAt) -}}
{{- if $usable }}
caCert: {{ get $caData "tls.crt" }}
caKey: {{ get $caData "tls.key" }}
cert: {{ get $data "tls.crt" }}
key: {{ get $data "tls.key" }}
renewAt: {{ $renewAt | quote }}
{{- else }}
{{- $ca := dict }}
{{- if $hasCa }}
{{- $ca = buildCustomCert (get $caData "tls.crt") (get $caData "tls.key") }}
{{- else }}
{{- $ca = genCA (printf "%s-ca" $name) 3650 }}
{{- end }}
{{- $leaf := genSignedCert (first $dnsNames) nil $dnsNames (int $tls.certificateDays) $ca }}
caCert: {{ $ca.Cert | b64enc }}
caKey: {{ $ca.Key | b64enc }}
cert: {{ $leaf.Cert | b64enc }}
key: {{ $leaf.Key | b64enc }}
renewAt: {{ add $now (mul 86400 (sub (int $tls.certificateDays) (int $tls.renewBeforeDays))) | quote }}
{{- end }}
{{- end }}

{{- define "tidewaiter.helmSecrets" -}}
{{- $root := .root }}
{{- $pair := .pair }}
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: {{ include "tidewaiter.fullname" $root }}-ca
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tidewaiter.labels" $root | nindent 4 }}
data:
  tls.crt: {{ $pair.caCert }}
  tls.key: {{ $pair.caKey }}
---
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: {{ include "tidewaiter.tlsSecretName" $root }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tidewaiter.labels" $root | nindent 4 }}
  annotations:
    tidewaiter.dev/renew-at: {{ $pair.renewAt | quote }}
    tidewaiter.dev/dns-names: {{ include "tidewaiter.dnsNames" $root | fromYamlArray | join "," | quote }}
data:
  tls.crt: {{ $pair.cert }}
  tls.key: {{ $pair.key }}
{{- end }}
