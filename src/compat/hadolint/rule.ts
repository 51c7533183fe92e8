import type { Build } from '../../model/build.ts';
import { type DockerfileRule, dockerfileRule, type LintSeverity } from '../../model/dockerfile-rule.ts';
import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import { record } from '../../model/schema.ts';
import { isRun, type Run, runOf } from './commands.ts';

/** A file as one of hadolint's rules walks it: the whole of it, or only what stands in ONBUILD. */
export interface Walk {
  readonly instructions: readonly Instruction[];
  readonly build: Build;
  /** What the RUN instructions say, read once for all rules. */
  runOf(instruction: InstructionOf<'RUN'>): Run;
  /** hadolint names the first line of the instruction, so that it is what is underlined. */
  report(instruction: Instruction, message?: string): void;
}

/** What one of hadolint's rules is. */
export interface HadolintRule {
  readonly code: string;
  readonly severity: LintSeverity;
  readonly message: string;
  /** Is run again, apart, over the instructions that stand in ONBUILD. */
  readonly triggers?: true;
  /** hadolint leaves it out unless it is asked for. */
  readonly optIn?: true;
  check(walk: Walk): void;
}

const runs = new WeakMap<Instruction, Run>();

function cachedRun(instruction: InstructionOf<'RUN'>): Run {
  const known = runs.get(instruction);
  if (known !== undefined) return known;
  const run = runOf(instruction);
  runs.set(instruction, run);
  return run;
}

/** One of hadolint's rules in the form of ours. A file with a syntax error has only that one finding. */
export function asDockerfileRule({ code, severity, message, triggers, optIn, check }: HadolintRule): DockerfileRule {
  return dockerfileRule({
    id: code,
    severity,
    ...(optIn === true && { optIn }),
    summary: message,
    why: '',
    remediation: '',
    aliases: { hadolint: [code] },
    options: record('No options', {}),
    compile: () => (build, report) => {
      if (build.dockerfile.faults.some(({ rule }) => BREAKING.has(rule))) return;
      const walk = (instructions: readonly Instruction[]) =>
        check({
          instructions,
          build,
          runOf: cachedRun,
          report: (instruction, special = message) => {
            const outer = instruction.trigger ?? instruction;
            const { start } = outer.span;
            report({ message: special, span: { start, end: start + outer.word.text.length }, alias: code });
          },
        });
      walk(build.dockerfile.instructions);
      if (triggers === true) walk(build.of('ONBUILD').flatMap(({ inner }) => (inner === undefined ? [] : [inner])));
    },
  });
}

/** What hadolint's parser stops at. */
export const BREAKING: ReadonlySet<string> = new Set([
  'syntax-error',
  'unknown-instruction',
  'unknown-flag',
  'file-too-large',
]);

const QUOTES = '"\'';

type Head = Omit<HadolintRule, 'check'>;

/** A rule about single instructions of one kind. */
export function each<K extends Instruction['keyword']>(
  head: Head,
  keyword: K,
  isBad: (instruction: InstructionOf<K>, build: Build) => boolean,
): HadolintRule {
  return {
    ...head,
    check({ instructions, build, report }) {
      for (const instruction of instructions) {
        if (instruction.keyword === keyword && isBad(instruction as InstructionOf<K>, build)) report(instruction);
      }
    },
  };
}

/** A rule about single RUN instructions, those in ONBUILD too. */
export function eachRun(head: Head, isBad: (run: Run) => boolean): HadolintRule {
  return {
    ...head,
    triggers: true,
    check({ instructions, runOf: read, report }) {
      for (const instruction of instructions) {
        if (isRun(instruction) && isBad(read(instruction))) report(instruction);
      }
    },
  };
}

/** Name of a stage, or of its image where it has none: stages without names on one image share what is known of them. */
export function stageKey({ name, image }: InstructionOf<'FROM'>): string {
  return (name ?? image)?.text ?? '';
}

/** Text without the quotes around it. */
export function unquoted(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && QUOTES.includes(text.charAt(start))) start += 1;
  while (end > start && QUOTES.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
