import { workloadRule } from '../../../model/rule.ts';
import { list, number, optional, record } from '../../../model/schema.ts';
import { show } from '../shared/fields.ts';
import { containerPortCheck, protocolOf } from './container-ports.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].ports[*]
 *   containerPort  not 22
 *   protocol       UDP, SCTP: then any number
 */
const OTHER_PROTOCOLS = new Set<unknown>(['UDP', 'SCTP']);

export const disallowSshPort = workloadRule<{ readonly ports?: readonly number[] }>({
  id: 'disallow-ssh-port',
  severity: 'error',
  summary: 'No container declares the port of an SSH server',
  remediation: 'Remove the SSH server from the image and use kubectl exec or kubectl debug.',
  aliases: { kubeLinter: ['ssh-port'] },
  options: record('Which ports are those of SSH', {
    ports: optional(
      list(
        'TCP ports that no container may declare (default 22)',
        number('A port', { integer: true, minimum: 1, maximum: 65_535 }),
      ),
    ),
  }),
  compile({ ports = [22] }) {
    const refused = new Set(ports);
    return containerPortCheck((port, entry) => {
      if (!refused.has(port)) return undefined;
      const protocol = protocolOf(entry);
      return OTHER_PROTOCOLS.has(protocol) ? undefined : `which SSH listens on, with protocol ${show(protocol)}`;
    });
  },
});
