import { workloadRule } from '../../../model/rule.ts';
import { type Infer, list, optional, record, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * PodExecOptions, PodAttachOptions, PodPortForwardOptions, PodProxyOptions (core/v1), as CONNECT carries them
 *   container  the container that is entered; absent: the default one
 *   command    what exec runs
 */
const CONNECTIONS = new Map([
  ['PodExecOptions', 'exec'],
  ['PodAttachOptions', 'attach'],
  ['PodPortForwardOptions', 'portforward'],
  ['PodProxyOptions', 'proxy'],
]);
const SUB_RESOURCES = ['exec', 'attach', 'portforward', 'proxy'] as const;

const globs = (description: string) => optional(list(description, NAME_GLOB));

const OPTIONS = record('Which connections to pods are refused', {
  subResources: optional(
    list('What is refused (default all: exec, attach, portforward and proxy)', word('A sub-resource', SUB_RESOURCES)),
  ),
  pods: globs('Only connections to pods with these names (default every pod)'),
  containers: globs(
    'Only connections to these containers; where none is named, every container is meant (default all)',
  ),
  allowCommands: globs('Programs that exec may run all the same, as the first word of the command (default none)'),
});

export const denyExec = workloadRule<Infer<typeof OPTIONS>>({
  id: 'deny-exec',
  severity: 'error',
  summary: 'Nobody reaches into a running pod by exec, attach, port-forward or proxy',
  remediation: 'Mend the image or the manifest and roll it out; debug in a cluster that is made for it.',
  aliases: {
    kyverno: [
      'block-pod-exec-by-namespace',
      'block-pod-exec-by-namespace-label',
      'block-pod-exec-by-pod-and-container',
      'block-pod-exec-by-pod-label',
      'block-pod-exec-by-pod-name',
      'block-kubectl-cp',
    ],
  },
  reads: ['connection'],
  options: OPTIONS,
  compile({ subResources = SUB_RESOURCES, pods, containers, allowCommands = [] }) {
    const refused: ReadonlySet<unknown> = new Set(subResources);
    const isPod = anyOf(pods);
    const isContainer = anyOf(containers);
    const isAllowed = anyOf(allowCommands);
    return (connection, report) => {
      // A kind that is not known is whatever reaches into pods next.
      const subResource = CONNECTIONS.get(connection.kind) ?? 'connection';
      if (subResource !== 'connection' && !refused.has(subResource)) return;
      if (connection.name !== '' && !isPod(connection.name)) return;
      const container = fieldOf(connection.object, 'container');
      if (typeof container === 'string' && container !== '' && !isContainer(container)) return;
      const program = programOf(connection);
      if (subResource === 'exec' && typeof program === 'string' && isCertain(program) && isAllowed(program)) return;
      const what = subResource === 'exec' && program !== undefined ? `exec of ${show(program)}` : subResource;
      report({ message: `the pod ${show(connection.name)} is not to be reached into: ${what} is refused`, path: [] });
    };
  },
});

function programOf({ object }: Workload): unknown {
  return listOf(fieldOf(object, 'command'))[0];
}

/** With `..`, a glob over a folder would let programs of any other one pass. */
function isCertain(program: string): boolean {
  return !program.split(/[\\/]/).includes('..');
}

/** Without patterns, every name matches. */
function anyOf(patterns: readonly string[] | undefined): (name: string) => boolean {
  return patterns === undefined ? () => true : compileNameGlobs(patterns);
}
