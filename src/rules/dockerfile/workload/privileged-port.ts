import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { plainCapability } from '../../workload/shared/capabilities.ts';
import { listOf } from '../../workload/shared/fields.ts';
import { effectiveSecurity, ownSecurity } from '../../workload/shared/security-context.ts';
import { isRoot, userOf } from '../shared/user-name.ts';
import { exposeOf, lastExpose, portsOf } from './declared-ports.ts';
import { baseSpan, inManifest, type Pair, pairCheck } from './pairs.ts';

const FIRST_UNPRIVILEGED = 1_024;

export const podPrivilegedPort = dockerfileRule<object>({
  id: 'pod-privileged-port',
  severity: 'info',
  summary: 'Ports below 1024 are not left to a user who may not open them',
  why: 'Only root, or who has NET_BIND_SERVICE, may listen on ports below 1024, unless the node allows it to all, as containerd and Docker do today (net.ipv4.ip_unprivileged_port_start=0) and older ones and CRI-O do not',
  remediation: 'Let the process listen on a port from 1024 on; a Service can still offer the low number',
  options: record('No options', {}),
  compile: () =>
    pairCheck((pair, report) => {
      const { workload } = pair.container;
      if (workload.windows || !isSurelyNotRoot(pair) || adds(pair, 'NET_BIND_SERVICE')) return;
      for (const { port, protocol, path } of portsOf(pair)) {
        if (port >= FIRST_UNPRIVILEGED) continue;
        report({
          message: `${pair.who} listens on port ${port} and does not run as root, which not every node allows`,
          span: exposeOf(pair, `${port}/${protocol}`) ?? lastExpose(pair) ?? baseSpan(pair.final),
          ...inManifest(pair, path, `port ${port} is declared here`),
        });
      }
    }),
});

function isSurelyNotRoot({ build, final, facts: { user }, container: { workload, container } }: Pair): boolean {
  const set = effectiveSecurity(workload, container, ['runAsUser']);
  if (set !== undefined) return typeof set === 'number' && set !== 0;
  if (!user.known) return effectiveSecurity(workload, container, ['runAsNonRoot']) === true;
  const name = userOf(user.value);
  return !isRoot(name) && build.users(final).get(name)?.uid !== 0;
}

function adds({ container: { container } }: Pair, capability: string): boolean {
  const added = listOf(ownSecurity(container, ['capabilities', 'add']));
  return added.some((name) => typeof name === 'string' && plainCapability(name) === capability);
}
