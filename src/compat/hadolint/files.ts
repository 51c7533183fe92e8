import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import { type Command, isRun, operandsOf } from './commands.ts';
import { each, type HadolintRule, stageKey, unquoted } from './rule.ts';

const ARCHIVES = [
  '.tar',
  '.Z',
  '.bz2',
  '.gz',
  '.lz',
  '.lzma',
  '.tZ',
  '.tb2',
  '.tbz',
  '.tbz2',
  '.tgz',
  '.tlz',
  '.tpz',
  '.txz',
  '.xz',
];
const UNPACKERS: ReadonlySet<string> = new Set([
  'unzip',
  'gunzip',
  'bunzip2',
  'unlzma',
  'unxz',
  'zgz',
  'uncompress',
  'zcat',
  'gzcat',
]);
const WINDOWS_DRIVE = /^[A-Za-z]:/;

function isArchive(text: string): boolean {
  return ARCHIVES.some((suffix) => text.endsWith(suffix));
}

function isAbsolute(text: string): boolean {
  return text.startsWith('/') || text.startsWith('$') || WINDOWS_DRIVE.test(text);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function unpacks({ name, words }: Command): boolean {
  if (UNPACKERS.has(name)) return true;
  if (name !== 'tar') return false;
  return words.some(
    ({ text, flags }) =>
      flags.includes('extract') ||
      flags.includes('get') ||
      (text.startsWith('-') && !text.startsWith('--') && text.includes('x')),
  );
}

export const FILES: readonly HadolintRule[] = [
  each(
    { code: 'DL3000', severity: 'error', message: 'the path of WORKDIR is relative' },
    'WORKDIR',
    ({ value }) => !isAbsolute(unquoted(value.text)),
  ),
  {
    code: 'DL3003',
    severity: 'warning',
    message: 'cd in RUN: WORKDIR says it once for all',
    check({ instructions, runOf, report }) {
      for (const instruction of instructions) {
        if (isRun(instruction) && runOf(instruction).commands.some(({ name }) => name === 'cd')) report(instruction);
      }
    },
  },
  {
    code: 'DL3010',
    severity: 'info',
    message: 'an archive is copied and unpacked later: ADD does both in one layer',
    check({ instructions, runOf, report }) {
      let copied: { readonly copy: Instruction; readonly name: string }[] = [];
      let unpacked = new Set<Instruction>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') [copied, unpacked] = [[], new Set()];
        if (instruction.keyword === 'COPY') {
          copied.push(...archivesOf(instruction as InstructionOf<'COPY'>).map((name) => ({ copy: instruction, name })));
        }
        if (!isRun(instruction) || copied.length === 0) continue;
        const words = new Set(
          runOf(instruction)
            .commands.filter(unpacks)
            .flatMap((command) => operandsOf(command).map(baseName)),
        );
        for (const { copy, name } of copied) if (words.has(name)) unpacked.add(copy);
      }
      for (const copy of unpacked) report(copy);
    },
  },
  each(
    { code: 'DL3020', severity: 'error', message: 'ADD of plain files: COPY does what is meant, and nothing else' },
    'ADD',
    (instruction) =>
      (instruction as InstructionOf<'ADD'>).sources.some(({ text }) => {
        const source = unquoted(text);
        return !source.startsWith('http://') && !source.startsWith('https://') && !isArchive(source);
      }),
  ),
  each(
    { code: 'DL3021', severity: 'error', message: 'several sources need a target that ends with /' },
    'COPY',
    (instruction) => {
      const { sources, target } = instruction as InstructionOf<'COPY'>;
      return sources.length > 1 && !unquoted(target?.text ?? '').endsWith('/');
    },
  ),
  {
    code: 'DL3045',
    severity: 'warning',
    message: 'the target is relative, and no WORKDIR says to what',
    check({ instructions, report }) {
      const known = new Set<string>();
      let stage = '';
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') {
          stage = stageKey(instruction);
          if (known.has(instruction.image?.text ?? '')) known.add(stage);
        } else if (instruction.keyword === 'WORKDIR') known.add(stage);
        else if (instruction.keyword === 'COPY' && !known.has(stage)) {
          const { target } = instruction as InstructionOf<'COPY'>;
          if (!isAbsolute(unquoted(target?.text ?? ''))) report(instruction);
        }
      }
    },
  },
];

/** Base names under which archives of the build context can be unpacked later. */
function archivesOf({ flags, sources, target }: InstructionOf<'COPY'>): readonly string[] {
  if (flags.some(({ name }) => name === 'from')) return [];
  const to = unquoted(target?.text ?? '');
  if (isArchive(to)) return [baseName(to)];
  return sources.map(({ text }) => baseName(unquoted(text))).filter(isArchive);
}
