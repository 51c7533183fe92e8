/**
 * The checks of other tools, by the ids that their users know. `pods`: they speak of what a rule over workloads can see.
 * `others`: docs/migrating.md says why there is no rule.
 */
export interface ForeignChecks {
  readonly pods: readonly string[];
  readonly others: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const KUBE_LINTER: ForeignChecks = {
  pods: words(`
    default-service-account deprecated-service-account-field dnsconfig-options docker-sock drop-net-raw-capability
    duplicate-env-var env-value-from env-var-secret forbidden-annotation host-ipc host-network host-pid
    hpa-minimum-three-replicas image-pull-policy invalid-target-ports job-ttl-seconds-after-finished latest-tag
    liveness-port minimum-three-replicas mismatching-selector no-anti-affinity no-extensions-v1beta no-liveness-probe
    no-node-affinity no-read-only-root-fs no-readiness-probe no-rolling-update-strategy non-existent-service-account
    non-isolated-pod pdb-max-unavailable pdb-min-available pdb-unhealthy-pod-eviction-policy priority-class-name
    privilege-escalation-container privileged-container privileged-ports read-secret-from-env-var readiness-port
    required-annotation-email required-label-owner restart-policy run-as-non-root sensitive-host-mounts ssh-port
    startup-port unsafe-proc-mount unsafe-sysctls unset-cpu-requirements unset-memory-requirements use-namespace
    verify-container-capabilities writable-host-mount
  `),
  others: words(`
    access-to-create-pods access-to-secrets cluster-admin-role-binding dangling-horizontalpodautoscaler dangling-ingress
    dangling-networkpolicy dangling-networkpolicypeer-podselector dangling-service dangling-servicemonitor
    exposed-services scc-deny-privileged-container schema-validation sorted-keys wildcard-in-rules
  `),
};

export const POLARIS: ForeignChecks = {
  pods: words(`
    automountServiceAccountToken cpuLimitsMissing cpuRequestsMissing dangerousCapabilities deploymentMissingReplicas
    hostIPCSet hostNetworkSet hostPIDSet hostPathSet hostPortSet hostProcess hpaMaxAvailability hpaMinAvailability
    imageRegistry insecureCapabilities linuxHardening livenessProbeMissing memoryLimitsMissing memoryRequestsMissing
    metadataAndInstanceMismatched missingNetworkPolicy missingPodDisruptionBudget notReadOnlyRootFilesystem
    pdbDisruptionsIsZero pdbMinAvailableGreaterThanHPAMinReplicas priorityClassNotSet privilegeEscalationAllowed
    procMount pullPolicyNotAlways readinessProbeMissing resourceRange runAsPrivileged runAsRootAllowed
    sensitiveContainerEnvVar tagNotSpecified topologySpreadConstraint
  `),
  others: words('sensitiveConfigmapContent tlsSettingsMissing'),
};

export const KYVERNO: ForeignChecks = {
  pods: words(`
    add-ttl-jobs advanced-restrict-image-registries allowed-annotations allowed-image-repos allowed-pod-priorities
    always-pull-images block-ephemeral-containers block-kubectl-cp block-pod-exec-by-namespace block-stale-images
    block-pod-exec-by-namespace-label block-pod-exec-by-pod-and-container block-pod-exec-by-pod-label
    block-pod-exec-by-pod-name check-deprecated-apis check-env-vars check-nvidia-gpu
    deny-commands-in-exec-probe disable-automountserviceaccounttoken disable-service-discovery disallow-all-secrets
    disallow-capabilities disallow-capabilities-strict disallow-cri-sock-mount disallow-default-namespace
    disallow-helm-tiller disallow-host-namespaces disallow-host-path disallow-host-ports disallow-host-ports-range
    disallow-host-process disallow-latest-tag disallow-privilege-escalation disallow-privileged-containers
    disallow-proc-mount disallow-secrets-from-env-vars disallow-selinux dns-policy-and-dns-config
    docker-socket-requires-label enforce-pod-duration enforce-resources-as-ratio ensure-probes-different
    ensure-readonly-hostpath forbid-cpu-limits imagepullpolicy-always limit-hostpath-vols memory-requests-equal-limits
    metadata-match-regex only-trustworthy-registries-set-root pdb-maxunavailable pdb-minavailable prevent-bare-pods prevent-cr8escape require-annotations
    require-container-port-names require-cpu-limits require-drop-all require-drop-cap-net-raw
    require-emptydir-requests-limits require-image-checksum require-imagepullsecrets require-labels
    require-non-root-groups require-pdb require-pod-priorityclassname require-pod-requests-limits require-probes
    require-qos-burstable require-qos-guaranteed require-ro-rootfs require-run-as-non-root-user require-run-as-nonroot
    require-unique-uid-per-workload restrict-annotations restrict-apparmor-profiles restrict-automount-sa-token
    restrict-controlplane-scheduling restrict-deprecated-registry restrict-image-registries restrict-node-selection
    restrict-seccomp restrict-seccomp-strict restrict-secrets-by-name restrict-service-account restrict-sysctls
    restrict-usergroup-fsgroup-id restrict-volume-types topologyspreadconstraints-policy
  `),
  others: words(`
    add-default-resources add-emptydir-sizelimit add-imagepullsecrets allowed-base-images block-images-with-volumes
    block-large-images check-serviceaccount deny-secret-service-account-token-type
    limit-hostpath-type-pv prepend-image-registry remove-hostpath-volumes
    remove-serviceaccount-token replace-image-registry require-base-image require-image-source
    require-vulnerability-scan resolve-image-to-digest restrict-node-affinity restrict-node-label-changes
    restrict-sa-automount-sa-token restrict-secrets-by-label verify-image-slsa verify-image* verify-sbom-cyclonedx
  `),
};

export const POD_SECURITY: ForeignChecks = {
  pods: words(`
    allowPrivilegeEscalation appArmorProfile capabilities_baseline capabilities_restricted hostNamespaces
    hostPathVolumes hostPorts hostProbesAndHostLifecycle privileged procMount procMount_restricted restrictedVolumes
    runAsNonRoot runAsUser seLinuxOptions seccompProfile_baseline seccompProfile_restricted sysctls windowsHostProcess
  `),
  others: [],
};
