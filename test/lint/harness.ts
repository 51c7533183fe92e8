import { NO_INPUTS } from '../../src/builds/build.ts';
import { joinLayers, type LintConfig, layerOf, PLAIN_CONFIG } from '../../src/lint/config.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { compileLinter, type Linter } from '../../src/lint/linter.ts';
import { type DockerfileRule, dockerfileRule } from '../../src/model/dockerfile-rule.ts';
import type { FileReport } from '../../src/model/lint.ts';
import type { LintLayerPart } from '../../src/model/lint-policy.ts';
import { flag, optional, record, text } from '../../src/model/schema.ts';

export const TODAY = '2026-11-20';

const WORDS = { summary: 'It is in order', why: 'It matters', remediation: 'Mend it' } as const;

/** Finds every ADD, at its keyword. */
export const NO_ADD = dockerfileRule({
  ...WORDS,
  id: 'no-add',
  severity: 'warning',
  fixes: 'safe',
  aliases: { hadolint: ['DL3020'], buildkit: ['AddIsBad'], trivy: ['DS-0005'], checkov: ['CKV_DOCKER_4'] },
  options: record('Options', { quiet: optional(flag('Finds nothing')) }),
  compile:
    ({ quiet = false }) =>
    (build, report) => {
      for (const { line, word } of quiet ? [] : build.of('ADD', { triggers: true })) {
        const span = line.spanOf(word.start, word.end);
        report({
          message: 'ADD',
          span,
          fix: { safety: 'safe', title: 'write COPY', edits: [{ ...span, text: 'COPY' }] },
        });
      }
    },
});

/** Finds programs, at their words: `foo` as DL3001, `bar` as DL3002, one that an option names as neither. */
export const NO_PROGRAM = dockerfileRule({
  ...WORDS,
  id: 'no-program',
  severity: 'error',
  aliases: { hadolint: ['DL3001', 'DL3002'], trivy: ['DS-0010'] },
  options: record('Options', { name: optional(text('A program')) }),
  compile: ({ name }) => {
    const programs = [
      ['foo', 'DL3001'],
      ['bar', 'DL3002'],
      ...(name === undefined ? [] : [[name, undefined] as const]),
    ] as const;
    return (build, report) => {
      for (const [program, alias] of programs) {
        for (const { programWord, script } of build.commands(program)) {
          if (programWord === undefined) continue;
          const span = script.spanOf(programWord);
          report({
            message: program,
            span,
            ...(alias !== undefined && { alias }),
            ...(program === 'bar' && { atMost: 'info' }),
          });
        }
      }
    };
  },
});

/** Finds every FROM, at its image. */
export const NO_BASE = dockerfileRule({
  ...WORDS,
  id: 'no-base',
  severity: 'info',
  optIn: true,
  aliases: { buildkit: ['DuplicateStageName'], dockle: ['CIS-DI-0001'] },
  options: record('Options', {}),
  compile: () => (build, report) => {
    for (const { line, image } of build.of('FROM')) {
      if (image !== undefined) report({ message: 'FROM', span: line.spanOf(image.start, image.end) });
    }
  },
});

export const RULES: readonly DockerfileRule[] = [NO_ADD, NO_PROGRAM, NO_BASE];

export interface LintWith extends Partial<LintLayerPart> {
  readonly rulesToUse?: readonly DockerfileRule[];
  readonly config?: Partial<LintConfig>;
  readonly foreign?: Parameters<typeof lintDockerfile>[0]['foreign'];
}

/** A linter for a layer; every rule at its own severity where it says nothing. */
export function linterWith({ rulesToUse = RULES, config, foreign: _, ...part }: LintWith = {}): Linter {
  const { ruleset: _none, ...joined } = joinLayers([layerOf(part)], new Map());
  return compileLinter(rulesToUse, { ...PLAIN_CONFIG, ...joined, ...config });
}

export function lintText(text: string, using: LintWith = {}): FileReport {
  const { foreign } = using;
  const request = { file: 'Dockerfile', text, inputs: NO_INPUTS, linter: linterWith(using), today: TODAY };
  return lintDockerfile({ ...request, ...(foreign && { foreign }) });
}

/** `line: rule` of what stays. */
export function found(text: string, using: LintWith = {}): readonly string[] {
  return lintText(text, using).findings.map(({ rule, region }) => `${region.start.line}: ${rule}`);
}

/** `line: rule` of what comments take out. */
export function taken(text: string, using: LintWith = {}): readonly string[] {
  return lintText(text, using).suppressed.map(({ finding }) => `${finding.region.start.line}: ${finding.rule}`);
}

/** Lines with a line end behind each. */
export function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
