import type { SyntaxFault } from '../model/dockerfile.ts';
import type { DockerfileAliases, DockerfileRule, LintSeverity } from '../model/dockerfile-rule.ts';
import { record } from '../model/schema.ts';

/** A fault of form that the parser reports, as a rule like the others. */
interface FaultDescription {
  readonly id: string;
  readonly severity: LintSeverity;
  readonly summary: string;
  readonly why: string;
  readonly remediation: string;
  readonly aliases?: DockerfileAliases;
}

/** The rule of faults whose id has no description. */
const ANY_OTHER = 'syntax-error';

const FAULTS: readonly FaultDescription[] = [
  {
    id: 'file-too-large',
    severity: 'error',
    summary: 'Dockerfiles have at most 5 MiB',
    why: 'What lies behind the limit is not looked at, and nobody writes such a file by hand',
    remediation: 'Split the file, or move data that it carries into files of the build context',
  },
  {
    id: 'invalid-signal',
    severity: 'error',
    summary: 'STOPSIGNAL names a signal that there is',
    why: 'A container with a signal that the runtime does not know fails to start or to stop',
    remediation: 'Write the name or the number of a signal, such as SIGTERM or 15',
  },
  {
    id: 'long-line',
    severity: 'error',
    summary: 'Lines are shorter than 64 KiB',
    why: 'BuildKit reads lines into a buffer of that size and refuses the file',
    remediation: 'Break the line with the escape character, or move what it holds into a file',
  },
  {
    id: 'onbuild-trigger',
    severity: 'error',
    summary: 'ONBUILD holds an instruction that may be a trigger',
    why: 'FROM, ONBUILD and MAINTAINER are refused as triggers, so that the image cannot be built or built upon',
    remediation: 'Move the instruction out of ONBUILD, or remove it',
    aliases: { hadolint: ['DL3043'] },
  },
  {
    id: ANY_OTHER,
    severity: 'error',
    summary: 'Dockerfiles have the form that BuildKit reads',
    why: 'A build stops at the first thing that it cannot read',
    remediation: 'Write the instruction as the Dockerfile reference has it',
    aliases: { hadolint: ['DL1000'] },
  },
  {
    id: 'unknown-flag',
    severity: 'warning',
    summary: 'Instructions have flags that are known',
    why: 'A build stops at a flag that it does not know; it may be one that is newer than this version of Tidewaiter',
    remediation: 'Correct the flag, or remove it',
    aliases: { hadolint: ['DL1000'] },
  },
  {
    id: 'unknown-frontend',
    severity: 'warning',
    summary: 'The frontend that a syntax directive names reads Dockerfiles',
    why: 'A file for another frontend may be another language, in which the checks mean nothing',
    remediation: 'Name docker/dockerfile, or leave the file out of the run',
  },
  {
    id: 'unknown-instruction',
    severity: 'error',
    summary: 'Instructions are those of the Dockerfile reference',
    why: 'A build stops at a word that is no instruction',
    remediation: 'Correct the word, or end the line above with the escape character where it belongs to that line',
    aliases: { hadolint: ['DL1000'] },
  },
];

const KNOWN: ReadonlySet<string> = new Set(FAULTS.map(({ id }) => id));

/** Faults with which a file can still be edited: it is read as its author meant it. */
const HARMLESS: ReadonlySet<string> = new Set(['unknown-flag']);

/** Whether nobody should apply fixes to a file with this fault, whatever its severity is set to. */
export function stopsFixes({ rule }: SyntaxFault): boolean {
  return !HARMLESS.has(rule);
}

/** What the parser reports, and options are none. */
export const FAULT_RULES: readonly DockerfileRule[] = FAULTS.map((description) => ({
  ...description,
  options: record('Options', {}),
  compile:
    () =>
    ({ dockerfile: { faults } }, report) => {
      for (const { rule, message, span } of faults) {
        if ((KNOWN.has(rule) ? rule : ANY_OTHER) === description.id) report({ message, span });
      }
    },
}));
