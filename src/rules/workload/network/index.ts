import type { WorkloadRule } from '../../../model/rule.ts';
import { disableServiceLinks } from './disable-service-links.ts';
import { disallowPrivilegedPorts } from './disallow-privileged-ports.ts';
import { disallowSshPort } from './disallow-ssh-port.ts';
import { requireNetworkPolicy } from './require-network-policy.ts';
import { requirePortNames } from './require-port-names.ts';
import { restrictDnsConfig } from './restrict-dns-config.ts';
import { serviceTargetPortsExist } from './service-target-ports-exist.ts';

/** Rules about ports, DNS and network policies. */
export const NETWORK_RULES: readonly WorkloadRule[] = [
  disableServiceLinks,
  disallowPrivilegedPorts,
  disallowSshPort,
  requireNetworkPolicy,
  requirePortNames,
  restrictDnsConfig,
  serviceTargetPortsExist,
];
