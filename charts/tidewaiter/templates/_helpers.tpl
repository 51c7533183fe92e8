{{- define "tidewaiter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* 50 characters leave room for the suffixes of dependent objects. */ -}}
{{- define "tidewaiter.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "tidewaiter.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "tidewaiter.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* Webhook configurations and cluster roles have no namespace: two releases must not share them. */ -}}
{{- define "tidewaiter.clusterName" -}}
{{- $name := include "tidewaiter.fullname" . }}
{{- if eq $name .Release.Namespace }}
{{- $name }}
{{- else }}
{{- printf "%s-%s" .Release.Namespace $name }}
{{- end }}
{{- end }}

{{- define "tidewaiter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tidewaiter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "tidewaiter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "tidewaiter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "tidewaiter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tidewaiter.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name is needed when serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "tidewaiter.image" -}}
{{- $image := .Values.image -}}
{{- $tag := default .Chart.AppVersion $image.tag -}}
{{- printf "%s/%s:%s" $image.registry $image.repository $tag }}{{ with $image.digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "tidewaiter.tlsSecretName" -}}
{{- if eq .Values.tls.mode "existingSecret" }}
{{- .Values.tls.existingSecret.name }}
{{- else }}
{{- printf "%s-tls" (include "tidewaiter.fullname" .) }}
{{- end }}
{{- end }}

{{- /* The API server checks the certificate for <service>.<namespace>.svc. */ -}}
{{- define "tidewaiter.dnsNames" -}}
{{- $host := printf "%s.%s" (include "tidewaiter.fullname" .) .Release.Namespace -}}
- {{ $host }}.svc
- {{ $host }}.svc.cluster.local
{{- end }}

{{- /* Policy files, and files that they name, by name; all sources end up in one ConfigMap. */ -}}
{{- define "tidewaiter.policyFiles" -}}
{{- $files := dict -}}
{{- range $name := .Values.policies.shipped }}
{{- $text := $.Files.Get (printf "files/policies/%s.yaml" $name) }}
{{- if not $text }}
{{- fail (printf "policies.shipped: there is no shipped policy %q" $name) }}
{{- end }}
{{- $_ := set $files (printf "%s.yaml" $name) $text }}
{{- end }}
{{- range $name, $text := .Values.policies.extra }}
{{- if hasKey $files $name }}
{{- fail (printf "policies.extra[%q] has the name of a shipped policy file; choose another" $name) }}
{{- end }}
{{- $_ := set $files $name $text }}
{{- end }}
{{- if not $files }}
{{- fail "no policy is left: name one in policies.shipped, or give policies.extra at least one file" }}
{{- end }}
{{- range $name, $text := .Values.policies.files }}
{{- $_ := set $files $name $text }}
{{- end }}
{{- toYaml $files }}
{{- end }}

{{- /* Not empty where a policy asks registries. A comment may say so too, which opens a way out and no more. */ -}}
{{- define "tidewaiter.asksRegistries" -}}
{{- if contains "ImagePolicy" (include "tidewaiter.policyFiles" .) }}yes{{ end }}
{{- end }}

{{- /* Not empty where the API server is asked. */ -}}
{{- define "tidewaiter.asksApiServer" -}}
{{- if or .Values.namespaceLookup.enabled .Values.images.pullSecrets }}yes{{ end }}
{{- end }}

{{- define "tidewaiter.env" -}}
{{- with .Values.images.trustCache }}
{{- if .enabled }}
# What is fetched passes through the folder for temporary files, and the root file system is read-only.
- { name: TMPDIR, value: /var/cache/tidewaiter }
{{- end }}
{{- end }}
{{- with .Values.images.proxy }}
{{- if .http }}
- { name: HTTP_PROXY, value: {{ .http | quote }} }
{{- end }}
{{- if .https }}
- { name: HTTPS_PROXY, value: {{ .https | quote }} }
{{- end }}
{{- if .noProxy }}
- { name: NO_PROXY, value: {{ .noProxy | quote }} }
{{- end }}
{{- if or .http .https }}
# The client of TUF repositories heeds the variables only with this one.
- { name: NODE_USE_ENV_PROXY, value: "1" }
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- /* What the schema cannot see. */ -}}
{{- define "tidewaiter.guard" -}}
{{- if has .Release.Namespace (list "kube-system" "kube-node-lease" "kube-public") }}
{{- fail (printf "do not install into %s: pods of the release's namespace are not judged, and an outage of the webhook must never concern the system's own pods. Use a namespace of its own: --namespace tidewaiter --create-namespace" .Release.Namespace) }}
{{- end }}
{{- /* The server serves on for 5 s after SIGTERM (--drain-wait), then finishes what it has begun. */ -}}
{{- $needed := add .Values.preStopSeconds .Values.webhooks.timeoutSeconds 10 | int }}
{{- if lt (int .Values.terminationGracePeriodSeconds) $needed }}
{{- fail (printf "terminationGracePeriodSeconds must be at least %d: preStopSeconds, webhooks.timeoutSeconds and 10 for the server's own drain" $needed) }}
{{- end }}
{{- if ge (int .Values.tls.helm.renewBeforeDays) (int .Values.tls.helm.certificateDays) }}
{{- fail "tls.helm.renewBeforeDays must be less than tls.helm.certificateDays" }}
{{- end }}
{{- end }}
