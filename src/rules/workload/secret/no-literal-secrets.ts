import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';
import { checkCommand } from './command-secrets.ts';
import { checkHandler } from './handler-secrets.ts';
import { flawOf } from './literal-flaw.ts';
import { checkVolume } from './volume-secrets.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*].value  nothing that looks like a secret or, under the name of one, stands there as a literal
 *   command[*], args[*]
 *   {livenessProbe,readinessProbe,startupProbe,lifecycle.postStart,lifecycle.preStop}
 *     exec.command[*]
 *     httpGet.path, httpGet.httpHeaders[*].value
 * spec.volumes[*]
 *   gitRepo.repository, csi.volumeAttributes, flexVolume.options
 */
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const HOOKS = ['postStart', 'preStop'];

interface Options {
  readonly ignoreNames?: readonly string[];
  readonly inspectArguments?: boolean;
}

export const noLiteralSecrets = workloadRule<Options>({
  id: 'no-literal-secrets',
  severity: 'error',
  summary: 'No secret stands in a manifest as it is',
  remediation: 'Put the value into a Secret, mount it or take it with valueFrom.secretKeyRef, and replace what leaked.',
  aliases: { kubeLinter: ['env-var-secret'], polaris: ['sensitiveContainerEnvVar'] },
  options: record('What is not taken for a secret, and where to look', {
    ignoreNames: optional(list('Globs of environment variables that are not looked at (default none)', NAME_GLOB)),
    inspectArguments: optional(
      flag('Look at commands, arguments, probes, hooks and volumes too, not at variables alone (default true)'),
    ),
  }),
  compile({ ignoreNames = [], inspectArguments = true }) {
    const isIgnored = compileNameGlobs(ignoreNames);
    return (workload, report) => {
      for (const container of workload.containers) {
        const env = listOf(container.spec.env);
        for (let index = 0; index < env.length; index += 1) {
          const name = fieldOf(env[index], 'name') ?? '';
          if (typeof name === 'string' && isIgnored(name)) continue;
          const flaw = flawOf(name, fieldOf(env[index], 'value'));
          if (flaw === undefined) continue;
          const message = `${describeContainer(container)} has ${flaw.what} in the environment variable ${show(name)}${flaw.why}`;
          report(problemAt(workload, [...container.path, 'env', index, 'value'], message));
        }
        if (inspectArguments) checkArguments(workload, container, report);
      }
      if (inspectArguments) for (const volume of workload.volumes) checkVolume(workload, volume, report);
    };
  },
});

function checkArguments(workload: Workload, container: Container, report: Report): void {
  const { spec } = container;
  checkCommand(workload, container, spec.command, ['command'], report);
  checkCommand(workload, container, spec.args, ['args'], report);
  for (const probe of PROBES) checkHandler(workload, container, spec[probe], [probe], report);
  if (spec.lifecycle === undefined) return;
  for (const hook of HOOKS) {
    checkHandler(workload, container, fieldOf(spec.lifecycle, hook), ['lifecycle', hook], report);
  }
}
