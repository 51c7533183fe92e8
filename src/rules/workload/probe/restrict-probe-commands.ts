import type { FieldPath } from '../../../model/path.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { describeContainer } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { PROBES, probeField, probeOf } from './probe-fields.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].{liveness,readiness,startup}Probe.exec.command
 *   [0]  undefined, or a program that is not forbidden, by its name without folders
 *   [n]  texts; where [0] runs other programs (sh -c), no word in them may be a forbidden program
 */
const FORBIDDEN = ['curl', 'jcmd', 'jmap', 'jstack', 'kubectl', 'ls', 'nc', 'ncat', 'pgrep', 'pidof', 'ps', 'wget'];

/** Programs that run what their arguments say. */
const LAUNCHERS: ReadonlySet<string> = new Set([
  ...['ash', 'bash', 'dash', 'ksh', 'sh', 'zsh', 'cmd', 'powershell', 'pwsh'],
  ...[
    'busybox',
    'chroot',
    'dumb-init',
    'env',
    'exec',
    'gosu',
    'ionice',
    'nice',
    'nohup',
    'nsenter',
    'setsid',
    'stdbuf',
  ],
  ...['su', 'su-exec', 'sudo', 'taskset', 'time', 'timeout', 'tini', 'toybox', 'watch', 'xargs'],
]);

/** What ends a word of a script, and what may stand around one. */
const BETWEEN_WORDS = /[\s;|&()<>{}`'"$=,!\\]+/;

export const restrictProbeCommands = workloadRule<{ readonly forbidden?: readonly string[] }>({
  id: 'restrict-probe-commands',
  severity: 'warning',
  summary: 'Probes run no programs that make poor probes',
  remediation: 'Use an httpGet, tcpSocket or grpc probe, or a program of the application that knows its own health.',
  aliases: { kyverno: ['deny-commands-in-exec-probe'] },
  options: record('Which programs probes may not run', {
    forbidden: optional(
      list(
        `Names of programs (default ${FORBIDDEN.join(', ')})`,
        text('The name of a program, without folders: curl', { maxLength: 128, check: checkProgram }),
      ),
    ),
  }),
  compile({ forbidden = FORBIDDEN }) {
    const programs = new Set(forbidden.map(programName));
    return (workload, report) => {
      for (const container of workload.containers) {
        for (const name of PROBES) {
          const probe = probeOf(container, name);
          if (probe === undefined) continue;
          const command = fieldOf(fieldOf(probe, 'exec'), 'command');
          const fault = command === undefined ? undefined : faultOf(command, programs);
          if (fault === undefined) continue;
          const field = probeField(name);
          const path = [...container.path, field, 'exec', 'command', ...fault.place];
          report(problemAt(workload, path, `${describeContainer(container)} has a ${field} that ${fault.complaint}`));
        }
      }
    };
  },
});

function checkProgram(name: string): string | undefined {
  return BETWEEN_WORDS.test(name) || name.includes('/') ? 'must be the bare name of a program: curl' : undefined;
}

interface Fault {
  /** From the command on. */
  readonly place: FieldPath;
  /** What the probe does. */
  readonly complaint: string;
}

/** The first of the programs, or of what is no text. */
function faultOf(command: unknown, programs: ReadonlySet<string>): Fault | undefined {
  if (!Array.isArray(command)) return { place: [], complaint: `has the command ${show(command)}` };
  let isLauncher = false;
  for (let index = 0; index < command.length; index += 1) {
    const argument: unknown = command[index];
    if (typeof argument !== 'string') return { place: [index], complaint: `has ${show(argument)} in its command` };
    if (index === 0) {
      const program = programName(argument);
      if (programs.has(program)) return { place: [index], complaint: `runs ${show(argument)}` };
      isLauncher = LAUNCHERS.has(program);
    } else if (isLauncher) {
      const found = argument.split(BETWEEN_WORDS).find((word) => programs.has(programName(word)));
      if (found !== undefined) return { place: [index], complaint: `runs ${show(found)}` };
    }
  }
  return undefined;
}

/** The name without folders, in lower case and without .exe, so that Windows is served as well. */
function programName(word: string): string {
  const start = Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1;
  const name = word.slice(start).toLowerCase();
  return name.endsWith('.exe') ? name.slice(0, -'.exe'.length) : name;
}
