import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import { type Command, hasFlag, hasWord, isRun, type Run } from './commands.ts';
import { eachRun, type HadolintRule } from './rule.ts';

const POINTLESS: ReadonlySet<string> = new Set([
  'free',
  'kill',
  'mount',
  'ps',
  'service',
  'shutdown',
  'ssh',
  'top',
  'vim',
]);
const QUIET_WGET = ['progress', 'q', 'quiet', 'o', 'output-file', 'a', 'append-output', 'no-verbose'];
const LONG_UID = 5;
const PIPEFAIL_SHELLS: ReadonlySet<string> = new Set(['bash', 'zsh', 'ash']);

function makesSparseLog(command: Command): boolean {
  if (command.name !== 'useradd' || hasFlag(command, 'l', 'no-log-init')) return false;
  const at = command.words.findIndex(({ flags, text }) => flags.includes('u') && !text.startsWith('--'));
  const value = at === -1 ? undefined : command.words[at + 1]?.text;
  return value !== undefined && value.length > LONG_UID;
}

/** Whether a SHELL makes a pipe fail with any of its parts, or is none that has pipes as we know them. */
function copesWithPipes({ command }: InstructionOf<'SHELL'>): boolean {
  const words = command.form === 'exec' ? command.items.map(({ value }) => value) : command.piece.text.split(/\s+/, 64);
  const text = words.join(' ');
  if (/^(?:pwsh|powershell|cmd)/.test(text)) return true;
  const name = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  const setsOption = words.some((word) => word.startsWith('-') && !word.startsWith('--') && word.includes('o'));
  return PIPEFAIL_SHELLS.has(name) && setsOption && words.includes('pipefail');
}

function sameFlags(one: Instruction, other: Instruction): boolean {
  const texts = ({ flags }: Instruction) => flags.map(({ whole }) => whole.text).join(' ');
  return texts(one) === texts(other);
}

export const SHELL: readonly HadolintRule[] = [
  eachRun(
    { code: 'DL3001', severity: 'info', message: 'the command makes no sense in a container that is being built' },
    ({ commands }) => commands.some(({ name }) => POINTLESS.has(name)),
  ),
  eachRun(
    { code: 'DL3004', severity: 'error', message: 'sudo hides who a command runs as: USER says it' },
    ({ commands }) => commands.some(({ name }) => name === 'sudo'),
  ),
  eachRun(
    { code: 'DL3046', severity: 'warning', message: 'useradd with a high uid makes a log of enormous size: -l' },
    ({ commands }) => commands.some(makesSparseLog),
  ),
  eachRun({ code: 'DL3047', severity: 'info', message: 'wget fills the log with its progress bar' }, ({ commands }) =>
    commands.some((command) => command.name === 'wget' && !hasFlag(command, ...QUIET_WGET) && !hasWord(command, '-nv')),
  ),
  {
    code: 'DL3059',
    severity: 'info',
    message: 'several RUN in a row make a layer each',
    check({ instructions, runOf, report }) {
      let before: Run | undefined;
      for (const instruction of instructions) {
        const run = isRun(instruction) ? runOf(instruction) : undefined;
        if (before !== undefined && run !== undefined && sameFlags(before.instruction, run.instruction)) {
          if (before.commands.length <= 2 && run.commands.length <= 2) report(instruction);
        }
        before = run;
      }
    },
  },
  {
    code: 'DL4001',
    severity: 'warning',
    message: 'both curl and wget are used: one is enough',
    triggers: true,
    check({ instructions, runOf, report }) {
      let seen = new Set<string>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') seen = new Set();
        if (!isRun(instruction)) continue;
        const used = runOf(instruction).commands.filter(({ name }) => name === 'curl' || name === 'wget');
        for (const { name } of used) seen.add(name);
        if (used.length > 0 && seen.size === 2) report(instruction);
      }
    },
  },
  {
    code: 'DL4006',
    severity: 'warning',
    message: 'a pipe fails only with its last part: SHELL with -o pipefail',
    check({ instructions, runOf, report }) {
      let copes = false;
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') copes = false;
        if (instruction.keyword === 'SHELL') copes = copesWithPipes(instruction as InstructionOf<'SHELL'>);
        if (!copes && isRun(instruction) && runOf(instruction).pipes) report(instruction);
      }
    },
  },
];
