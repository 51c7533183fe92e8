import { describe, expect, test } from '@jest/globals';
import { andOr } from '../../../src/rules/dockerfile/shell/and-or.ts';
import { cdOrExit } from '../../../src/rules/dockerfile/shell/cd-or-exit.ts';
import { quoteSubstitution } from '../../../src/rules/dockerfile/shell/quote-substitution.ts';
import { quoteVariable } from '../../../src/rules/dockerfile/shell/quote-variable.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { found } from './found.ts';

const inRun = (script: string): string => `FROM a\nRUN ${script}\n`;

describe('quote-variable', () => {
  const withDir = (script: string): string =>
    `FROM a\nARG DIR\nENV SPACED="a b" ONE=/opt/x LIST="x y"\nRUN ${script}\n`;
  test.each([
    ['nobody knows', 'cd $DIR', ['4:8-4:12 $DIR'], ['info'], 'cd "$DIR"'],
    ['braces, in a word', 'ls /x/${DIR}/y', ['4:11-4:17 ${DIR}'], ['info'], 'ls /x/"${DIR}"/y'],
    ['a blank, in a word', 'ls /x/$SPACED', ['4:11-4:18 $SPACED'], [undefined], 'ls /x/"$SPACED"'],
    ['in a test', '[ -d $DIR ]', ['4:10-4:14 $DIR'], ['info'], '[ -d "$DIR" ]'],
    ['of the script', 'd=$(dirname "$DIR"); rm -r $d', ['4:32-4:34 $d'], ['info'], 'd=$(dirname "$DIR"); rm -r "$d"'],
    [
      'of a loop over files',
      'for f in *.x; do rm $f; done',
      ['4:25-4:27 $f'],
      ['info'],
      'for f in *.x; do rm "$f"; done',
    ],
    ['in a text of its own: no fix', 'sh -c "ls $DIR"', ['4:15-4:19 $DIR'], ['info'], undefined],
  ])('%s', (_, script, expected, severities, fixed = script) => {
    expect(found(quoteVariable, withDir(script))).toEqual(expected);
    expect(problemsOf(quoteVariable, withDir(script)).map(({ atMost }) => atMost)).toEqual(severities);
    expect(fixedBy(quoteVariable, withDir(script), { unsafe: true })).toBe(withDir(fixed));
  });

  test.each([
    'cd "$DIR"',
    'cd $ONE',
    'ls $LIST',
    'X=$DIR',
    'X=$DIR make',
    'export X=$DIR',
    '[[ -d $DIR ]]',
    'case $DIR in a) b;; esac',
    'echo $DIR',
    'sleep $((DIR + 1))',
    'ls $HOME/x',
    'apt-get install -y $DIR',
    'x=1; ls /a/$x',
    'for i in a b; do ls $i; done',
    'x=$(nproc); ls -j$x',
    'x=$?; test $x = 0',
    'ls ${DIR:+--all}',
    'ls ${#DIR}',
    'ls $@',
    "ls '$DIR' # $DIR",
    'EXTRA_OPTS=$(x); ls $EXTRA_OPTS',
  ])('%s is fine', (script) => {
    expect(found(quoteVariable, withDir(script))).toEqual([]);
  });

  test('the names of versions, platforms and build arguments with values', () => {
    const text =
      'FROM a\nARG APP_VERSION\nARG TARGETARCH\nARG PREFIX=/opt\nRUN ls $APP_VERSION $TARGETARCH $PREFIX/x\n';
    expect(found(quoteVariable, text)).toEqual([]);
  });

  test('zsh takes nothing apart', () => {
    expect(found(quoteVariable, 'FROM a\nARG DIR\nSHELL ["/bin/zsh", "-c"]\nRUN ls $DIR\n')).toEqual([]);
  });

  test('a JSON array has no shell', () => {
    expect(found(quoteVariable, 'FROM a\nARG DIR\nRUN ["ls", "$DIR"]\n')).toEqual([]);
  });
});

describe('quote-substitution', () => {
  test.each([
    ['a word', 'cd $(dirname x)', ['2:8-2:20 $(dirname x)'], ['info'], 'cd "$(dirname x)"'],
    ['in a word', 'ls /x/$(jq .v y)', ['2:11-2:21 $(jq .v y)'], ['info'], 'ls /x/"$(jq .v y)"'],
    ['in a test', 'test -n $(cat x)', ['2:13-2:21 $(cat x)'], [undefined], 'test -n "$(cat x)"'],
    ['names of files', 'rm $(find . -name x)', ['2:8-2:25 $(find . -name x)'], ['info'], undefined],
    ['backticks', 'cd `dirname x`', ['2:8-2:19 `dirname x`'], ['info'], undefined],
  ])('%s', (_, script, expected, severities, fixed = script) => {
    expect(found(quoteSubstitution, inRun(script))).toEqual(expected);
    expect(problemsOf(quoteSubstitution, inRun(script)).map(({ atMost }) => atMost)).toEqual(severities);
    expect(fixedBy(quoteSubstitution, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'make -j$(nproc)',
    'chown -R $(id -u):$(id -g) /x',
    'ls /x/$(uname -m)/y',
    'ls x-$(dpkg --print-architecture | sed s/a/b/)',
    'apt-get install -y $(cat packages.txt)',
    'cp $(which node) /x',
    'X=$(dirname y)',
    'cd "$(dirname x)"',
    'echo $(dirname x)',
    'useradd $(cat options)',
    'diff <(a) <(b)',
    'ls $((1 + 2))',
    "echo '$(dirname x)' # $(dirname x)",
  ])('%s is fine', (script) => {
    expect(found(quoteSubstitution, inRun(script))).toEqual([]);
  });
});

describe('cd-or-exit', () => {
  test.each([
    [';', 'cd /x; make', ['2:5-2:10 cd /x'], 'cd /x || exit 1; make'],
    ['a line of a heredoc', '<<EOF\ncd /x\nmake\nEOF', ['3:1-3:6 cd /x'], '<<EOF\ncd /x || exit 1\nmake\nEOF'],
    ['in a subshell', '(cd /x; make) && b', ['2:6-2:11 cd /x'], '(cd /x || exit 1; make) && b'],
    ['pushd', 'pushd /x; make', ['2:5-2:13 pushd /x'], 'pushd /x || exit 1; make'],
    ['behind &&', 'a && cd /x; make', ['2:10-2:15 cd /x'], 'a && cd /x || exit 1; make'],
    ['set -e behind it', 'cd /x; set -e; make', ['2:5-2:10 cd /x'], 'cd /x || exit 1; set -e; make'],
  ])('%s', (_, script, expected, fixed) => {
    expect(found(cdOrExit, inRun(script))).toEqual(expected);
    expect(fixedBy(cdOrExit, inRun(script), { unsafe: true })).toBe(inRun(fixed));
  });

  test.each([
    'cd /x && make',
    'cd /x || exit 1; make',
    'make; cd /x',
    'set -e; cd /x; make',
    'set -eux; cd /x; make',
    'set -o errexit; cd /x; make',
    'cd ..; make',
    'cd -; make',
    'cd /; make',
    'cd; make',
    'bash -ec "cd /x; make"',
    '<<EOF\n#!/bin/sh -e\ncd /x\nmake\nEOF',
    'echo "cd /x; make"',
  ])('%s is fine', (script) => {
    expect(found(cdOrExit, inRun(script))).toEqual([]);
  });

  test('SHELL may say -e', () => {
    expect(found(cdOrExit, 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN cd /x; make\n')).toEqual([]);
  });
});

describe('and-or', () => {
  test.each([
    ['[ -f x ] && cp x y || mv z y', ['2:24-2:26 ||']],
    ['a; test -f x && cp x y || mv z y', ['2:28-2:30 ||']],
    ['command -v x && x || y', ['2:23-2:25 ||']],
    ['[ -f x ] && cp x y || true', []],
    ['[ -f x ] && cp x y || exit 1', []],
    ['[ -f x ] && cp x y || echo z', []],
    ['[ -f x ] && echo y || mv z y', []],
    ['apt-get update && apt-get install x || apt-get install y', []],
    ['[ -f x ] || mv z y', []],
    ['a && [ -f x ] && b || c', []],
    ['if [ -f x ]; then a; else b; fi', []],
    ['echo "[ a ] && b || c"', []],
  ])('%s', (script, expected) => {
    expect(found(andOr, inRun(script))).toEqual(expected);
  });
});
