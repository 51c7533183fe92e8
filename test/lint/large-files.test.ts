import { expect, test } from '@jest/globals';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { joinLayers } from '../../src/lint/config.ts';
import { fixDockerfile } from '../../src/lint/fix.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { compileLinter } from '../../src/lint/linter.ts';
import { RULESETS } from '../../src/lint/rulesets.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';

/** Generous: what takes the square of its time is far beyond it. */
const PATIENCE = 120_000;
const MIB = 2 ** 20;
const LINTER = compileLinter(DOCKERFILE_RULES, joinLayers([], RULESETS));

function lint(text: string) {
  return lintDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter: LINTER, today: '2026-11-21' });
}

const many = (count: number, part: (at: number) => string, between = '') =>
  Array.from({ length: count }, (_, at) => part(at)).join(between);

/** Each is a construct that rules look at, as large as a file may be, or a script; and a rule that still finds something. */
const LARGE: readonly (readonly [string, () => string, string])[] = [
  ['200,000 parts of a RUN', () => `RUN ${many(200_000, () => 'cd x', ';')}`, 'cd-or-exit'],
  ['100,000 packages', () => `RUN apt-get install ${many(100_000, (at) => `p${at}`, ' ')}`, 'assume-yes'],
  ['50,000 pairs', () => `ENV ${many(50_000, (at) => `A${at}=$A${at + 1}`, ' ')}`, 'require-user'],
  ['50,000 variables on each other', () => many(50_000, (at) => `ARG A${at + 1}=$A${at}\n`), 'require-user'],
  ['100,000 sources', () => `COPY ${many(100_000, (at) => `s${at}`, ' ')} to`, 'copy-directory-slash'],
  [
    '50,000 comments on each other',
    () => `${many(50_000, (at) => `# tidewaiter-ignore r${at}\n`)}RUN x`,
    'unknown-ignore',
  ],
  ['50,000 comments of BuildKit', () => `${'# check=skip=A\n'.repeat(50_000)}ADD a b`, 'prefer-copy'],
  ['50,000 comments of hadolint', () => '# hadolint ignore=DL3018\nADD a b\n'.repeat(50_000), 'prefer-copy'],
  [
    '100,000 names in a comment',
    () => `# hadolint ignore=${many(100_000, (at) => `DL9${at}`, ',')}\nADD a b`,
    'prefer-copy',
  ],
  ['100,000 names in ours', () => `# tidewaiter-ignore ${many(100_000, () => 'a', ',')}\nADD a b`, 'unknown-ignore'],
  ['nested variables', () => `ENV A=${'${B:-'.repeat(500_000)}`, 'syntax-error'],
  ['nested substitutions', () => `RUN ${'$('.repeat(300_000)}`, 'not-checked'],
  ['nested groups', () => `RUN ${'{ '.repeat(300_000)}`, 'not-checked'],
  ['a script of a MiB', () => `RUN <<EOF\n${'apt-get install x\n'.repeat(55_000)}EOF`, 'assume-yes'],
  ['one of a shell', () => `RUN sh <<EOF\n${'apt-get install x\n'.repeat(55_000)}EOF`, 'assume-yes'],
  ['variables for programs', () => `RUN ${many(50_000, (at) => `A${at}=cd; $A${at} x`, ';')}`, 'cd-or-exit'],
  ['texts of shells', () => many(30_000, (at) => `RUN sh -c "apt-get install x${at}"\n`), 'assume-yes'],
  ['wrappers', () => `RUN ${'sudo '.repeat(100_000)}apt-get install x`, 'assume-yes'],
  ['100,000 stages on each other', () => many(100_000, (at) => `FROM s${at} AS s${at + 1}\n`), 'pin-image-digest'],
  ['a word', () => `RUN ${'a'.repeat(4 * MIB)}`, 'not-checked'],
  ['blanks', () => `ENV A=b${' '.repeat(4 * MIB)}`, 'require-user'],
  ['a value', () => `ENV DB_PASSWORD=${'ab1.'.repeat(MIB)}`, 'no-secret-in-env'],
  [
    'a script with a secret behind it',
    () => `RUN ${': x; '.repeat(MIB / 2)}echo ghp_${'a1B2c3D4e5F6'.repeat(3)}`,
    'no-secret-in-run',
  ],
];

test.each(LARGE)(
  '%s: all of it is looked at',
  (_name, lines, rule) => {
    const { findings } = lint(`FROM debian:12\n${lines()}\n`);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(findings.length).toBeLessThanOrEqual(10_000);
  },
  PATIENCE,
);

test('a file that is too large says so, and nothing else', () => {
  expect(lint('a'.repeat(5 * MIB + 1)).findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('5 MiB'),
  ]);
});

test(
  'fixes of a large file come to an end',
  () => {
    const text = `FROM debian:12\n${'RUN apt-get update && apt-get install x\nADD a b\nMAINTAINER x\n'.repeat(2_000)}`;
    const request = { file: 'Dockerfile', text, inputs: NO_INPUTS, linter: LINTER, today: '2026-11-21' } as const;
    const fixed = fixDockerfile({ ...request, safety: 'unsafe' });
    expect(fixed.applied.length + fixed.leftOut.length).toBeGreaterThan(0);
  },
  PATIENCE,
);

test('what a value remembers of its variables is little', () => {
  const { findings } = lint(`ARG A0=x\n${many(200, (at) => `ARG A${at + 1}=$A${at}\n`)}FROM debian:$A200\n`);
  const message = findings.find(({ rule }) => rule === 'pin-image-digest')?.message ?? '';
  expect(message.match(/A\d+/g)?.length).toBeLessThanOrEqual(17);
});
