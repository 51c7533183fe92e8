import { describe, expect, test } from '@jest/globals';
import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { noDistUpgrade } from '../../../src/rules/dockerfile/package-managers/no-dist-upgrade.ts';
import { preferAptGet } from '../../../src/rules/dockerfile/package-managers/prefer-apt-get.ts';
import { redirectInVersion } from '../../../src/rules/dockerfile/package-managers/redirect-in-version.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';

const inRun = (run: string): string => `FROM base\nRUN ${run}\n`;
const covered = (rule: DockerfileRule, text: string): readonly string[] =>
  problemsOf(rule, text).map((problem) => problem.covered);

describe('no-dist-upgrade', () => {
  test.each([
    ['apt-get -y dist-upgrade', 'dist-upgrade', 'DS-0024'],
    ['apt full-upgrade -y', 'full-upgrade', 'DS-0024'],
    ['zypper dup', 'dup', 'DL3035'],
    ['zypper -n dist-upgrade', 'dist-upgrade', 'DL3035'],
  ])('%s', (run, word, alias) => {
    expect(problemsOf(noDistUpgrade, inRun(run))).toMatchObject([{ covered: word, alias }]);
  });

  test.each(['apt-get upgrade', 'zypper update', 'echo apt-get dist-upgrade', 'apt-get install dist-upgrade'])(
    '%s is fine',
    (run) => {
      expect(problemsOf(noDistUpgrade, inRun(run))).toEqual([]);
    },
  );
});

describe('prefer-apt-get', () => {
  test.each([
    ['apt update && apt install -y curl', 'apt-get update && apt-get install -y curl'],
    ['/usr/bin/apt clean', '/usr/bin/apt-get clean'],
    ['sudo apt -y remove curl', 'sudo apt-get -y remove curl'],
    ['apt upgrade -y', 'apt-get upgrade --with-new-pkgs -y'],
    ['apt list --installed', 'apt list --installed'],
    ['apt full-upgrade', 'apt full-upgrade'],
    ['apt $COMMAND', 'apt $COMMAND'],
    ['"apt" update', '"apt" update'],
  ])('%s becomes %s', (run, fixed) => {
    expect(problemsOf(preferAptGet, inRun(run)).length).toBeGreaterThan(0);
    expect(fixedBy(preferAptGet, inRun(run))).toBe(inRun(fixed));
  });

  test.each(['apt-get update', 'apt --version', 'which apt', 'echo apt update', 'aptitude update'])(
    '%s is fine',
    (run) => {
      expect(problemsOf(preferAptGet, inRun(run))).toEqual([]);
    },
  );

  test('stands at the program', () => {
    expect(problemsOf(preferAptGet, inRun('true && apt install x'))).toMatchObject([
      {
        line: 2,
        column: 13,
        endColumn: 16,
        message: 'apt install is made for people at a terminal, not for scripts',
      },
    ]);
  });
});

describe('redirect-in-version', () => {
  test.each([
    ['pip install foo>=1.0', 'foo>=1.0', 'pip install "foo>=1.0"'],
    ['pip install foo>=1.0,<2 bar', 'foo>=1.0,<2', 'pip install "foo>=1.0,<2" bar'],
    ['pip install foo<2', 'foo<2', 'pip install "foo<2"'],
    ['pip install foo[bar]>=$V', 'foo[bar]>=$V', 'pip install "foo[bar]>=$V"'],
    ['apk add curl>8.1', 'curl>8.1', 'apk add "curl>8.1"'],
    ['conda install numpy>=1.26', 'numpy>=1.26', 'conda install "numpy>=1.26"'],
    ['pip install foo >=1.0', 'foo >=1.0', 'pip install foo >=1.0'],
    ["pip install 'foo'>=1.0", "'foo'>=1.0", "pip install 'foo'>=1.0"],
    ['sh -c "pip install foo>=1.0"', 'foo>=1.0', 'sh -c "pip install foo>=1.0"'],
  ])('%s', (run, word, fixed) => {
    expect(covered(redirectInVersion, inRun(run))).toEqual([word]);
    expect(fixedBy(redirectInVersion, inRun(run))).toBe(inRun(run));
    expect(fixedBy(redirectInVersion, inRun(run), { unsafe: true })).toBe(inRun(fixed));
  });

  test('two in one command are two problems and both mended', () => {
    const run = inRun('pip install a>=1 \\\n  b<3');
    expect(covered(redirectInVersion, run)).toEqual(['a>=1', 'b<3']);
    expect(fixedBy(redirectInVersion, run, { unsafe: true })).toBe(inRun('pip install "a>=1" \\\n  "b<3"'));
  });

  test.each([
    'pip install "foo>=1.0"',
    "pip install 'foo>=1.0'",
    'pip install foo\\>=1.0',
    'pip install foo==1.0',
    'pip install foo > install.log',
    'pip install foo>install.log',
    'pip install foo>2020.log',
    'pip install foo 2>&1',
    'pip install foo >/dev/null',
    'echo foo>=1.0',
  ])('%s is fine', (run) => {
    expect(problemsOf(redirectInVersion, inRun(run))).toEqual([]);
  });

  test('says what the shell makes of it', () => {
    expect(problemsOf(redirectInVersion, inRun('pip install foo>=1.0'))).toMatchObject([
      {
        line: 2,
        column: 17,
        endColumn: 25,
        message: 'the shell reads foo>=1.0 as a redirect: it installs "foo" and writes the output to a file "=1.0"',
      },
    ]);
  });
});
