import { describe, expect, test } from '@jest/globals';
import { definedVariable } from '../../../src/rules/dockerfile/variables/defined-variable.ts';
import { keyValueFormat } from '../../../src/rules/dockerfile/variables/key-value-format.ts';
import { noEnvSelfReference } from '../../../src/rules/dockerfile/variables/no-env-self-reference.ts';
import { trailingComment } from '../../../src/rules/dockerfile/variables/trailing-comment.ts';
import { fixedBy, problemsOf } from '../../support/dockerfile.ts';
import { found, messages } from './found.ts';

describe('defined-variable in fields', () => {
  test.each([
    ['a misspelt name', 'FROM a\nARG VERSION=1\nCOPY x-$VERSON /x', ['3:8-3:15 $VERSON']],
    ['the base may set it', 'FROM a\nENV LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/x', []],
    ['scratch sets nothing', 'FROM scratch\nENV A=$SOMETHING', ['2:7-2:17 $SOMETHING']],
    ['lower case', 'FROM a\nWORKDIR /x/$dir', ['2:12-2:16 $dir']],
    ['PATH is always set', 'FROM scratch\nENV PATH=/x:$PATH', []],
    ['a default in the use', 'FROM scratch\nENV A=${B:-c} D=${E+f}', []],
    ['an ARG without a value is declared', 'FROM scratch\nARG A\nENV B=$A', []],
    ['an ARG behind the use', 'FROM scratch\nENV B=$A\nARG A=1', ['2:7-2:9 $A']],
    ['a stage that it is built on', 'FROM scratch AS x\nENV A=1\nFROM x\nWORKDIR /$A', []],
    ['a stage next to it', 'FROM scratch AS x\nENV A=1\nFROM scratch\nWORKDIR /$A', ['4:10-4:12 $A']],
    ['a global argument', 'ARG DIR=/x\nFROM a\nWORKDIR $DIR', ['3:9-3:13 $DIR']],
    ['what only shells set', 'FROM a\nCOPY x $HOME/x', ['2:8-2:13 $HOME']],
    ['single quotes', "FROM scratch\nENV A='$B'", []],
    ['an escape', 'FROM scratch\nENV A=\\$B', []],
    ['a heredoc of COPY', 'FROM scratch\nCOPY <<EOF /x\nhello ${name}\nEOF\n', ['3:7-3:14 ${name}']],
    ['a quoted heredoc', 'FROM scratch\nCOPY <<"EOF" /x\nhello $name\nEOF\n', []],
    ['a mount', 'FROM scratch\nRUN --mount=type=cache,target=$dir make', ['2:31-2:35 $dir']],
    ['ONBUILD', 'FROM scratch\nONBUILD COPY $dir /x', []],
    ['FROM is for another rule', 'FROM a:$B', []],
    ['over lines', 'FROM scratch\r\nENV A=1 \\\r\n  B=$CD\r\n', ['3:5-3:8 $CD']],
  ])('%s', (_, text, expected) => {
    expect(found(definedVariable, text)).toEqual(expected);
  });

  test.each([
    ['the name', 'FROM a\nARG VERSION=1\nCOPY x-${VERSON%-*} /x', 'FROM a\nARG VERSION=1\nCOPY x-${VERSION%-*} /x'],
    ['an ARG', 'ARG DIR=/x\nFROM a\n  WORKDIR $DIR\n', 'ARG DIR=/x\nFROM a\n  ARG DIR\n  WORKDIR $DIR\n'],
    [
      'one ARG for all',
      'FROM a\nRUN x $TARGETARCH\nRUN y $TARGETARCH',
      'FROM a\nARG TARGETARCH\nRUN x $TARGETARCH\nRUN y $TARGETARCH',
    ],
  ])('the unsafe fix writes %s', (_, text, expected) => {
    expect(fixedBy(definedVariable, text, { unsafe: true })).toBe(expected);
    expect(fixedBy(definedVariable, text)).toBe(text);
  });

  test('facts of the base decide', () => {
    const facts = { digest: 'sha256:x', env: new Map([['JAVA_HOME', '/java']]) };
    const run = { inputs: { baseFacts: () => facts } };
    expect(messages(definedVariable, 'FROM a\nENV A=$JAVA_HOME/x B=$JAVA_HOM', run)).toEqual([
      'nothing sets the variable "$JAVA_HOM"; did you mean "$JAVA_HOME"?',
    ]);
  });
});

describe('defined-variable in RUN', () => {
  test.each([
    ['a misspelt name', 'ENV DATA_DIR=/d\nRUN rm -rf "$DATA_DIRS/x"', ['3:13-3:23 $DATA_DIRS']],
    ['lower case', 'RUN echo "$versoin"', ['2:11-2:19 $versoin']],
    ['in a long command', 'RUN true && \\\n  # why\n  echo ${dir}/x', ['4:8-4:14 ${dir}']],
    ['only the first use', 'RUN echo $dir $dir', ['2:10-2:14 $dir']],
    ['in a substitution', 'RUN echo $(cat $file)', ['2:16-2:21 $file']],
    ['an argument', 'ARG dir=/x\nRUN echo $dir', []],
    ['assigned', 'RUN dir=/x; echo $dir', []],
    ['exported', 'RUN export dir=/x && echo $dir', []],
    ['read', 'RUN cat x | while read -r one two; do echo $one $two; done', []],
    ['a loop', 'RUN for x in a b; do echo "$x"; done', []],
    ['a loop over lines', 'RUN for x in a b; \\\n do echo "$x"; \\\n done', []],
    ['printf -v', 'RUN printf -v x %s y && echo $x', []],
    ['getopts', 'RUN while getopts ab opt; do echo $opt; done', []],
    ['tested', 'RUN if [ -n "$debug" ]; then echo $debug; fi', []],
    ['with a default', 'RUN echo ${dir:-/x}', []],
    ['single quotes', "RUN echo '$dir'", []],
    ['awk', "RUN awk '{ print $name }' x", []],
    ['an escape', 'RUN echo \\$dir', []],
    ['sourced files', 'RUN . /etc/os-release && echo $version_codename', []],
    ['eval', 'RUN eval "$(x)" && echo $dir', []],
    ['positional and special', 'RUN echo $1 $@ $? $$ $#', []],
    ['of the base, perhaps', 'RUN echo $JAVA_HOME $NODE_VERSION', []],
    ['of shells', 'RUN echo $HOME $PWD $RANDOM', []],
    ['proxies', 'RUN echo $http_proxy $HTTPS_PROXY', []],
    ['a secret', 'RUN --mount=type=secret,id=t,env=token use $token', []],
    ['what the builder knows of the platform', 'RUN GOARCH=$TARGETARCH go build', ['2:12-2:23 $TARGETARCH']],
    ['what the builder knows, declared', 'ARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build', []],
    ['user and group are two', 'ARG APP_GROUP_GID=1\nRUN echo $APP_GROUP_UID', []],
    ['numbers are told apart', 'ARG PART_NUMBER_1=1\nRUN echo $PART_NUMBER_2', []],
    ['a heredoc', 'RUN <<EOF\necho $dir\nEOF', ['3:6-3:10 $dir']],
    ['a heredoc in another language', 'RUN <<EOF\n#!/usr/bin/python3\nx = "$dir"\nEOF', []],
    ['exec form has no shell', 'RUN ["echo", "$dir"]', []],
    ['CMD runs later', 'CMD echo $dir', []],
  ])('%s', (_, text, expected) => {
    expect(found(definedVariable, `FROM a\n${text}`)).toEqual(expected);
  });

  test.each([
    ['does not reach the stage', 'ARG TOOL=1\nFROM a\nRUN echo $TOOL', ['3:10-3:15 $TOOL']],
    ['is a version that the image sets', 'ARG NODE_VERSION=22\nFROM node:$NODE_VERSION\nRUN echo $NODE_VERSION', []],
    [
      'is a version of another image',
      'ARG NODE_VERSION=22\nFROM alpine\nRUN echo $NODE_VERSION',
      ['3:10-3:23 $NODE_VERSION'],
    ],
    ['is taken over', 'ARG TOOL=1\nFROM a\nARG TOOL\nRUN echo $TOOL', []],
  ])('a global ARG %s', (_, text, expected) => {
    expect(found(definedVariable, text)).toEqual(expected);
  });
});

describe('no-env-self-reference', () => {
  test.each([
    ['a variable of the same ENV', 'ENV A=1 B=$A', ['2:11-2:13 $A']],
    ['in front of it', 'ENV B=${A}/x A=1', ['2:7-2:11 ${A}']],
    ['over lines', 'ENV A=1 \\\n    B=$A', ['3:7-3:9 $A']],
    ['itself', 'ENV A=$A:x B=1', []],
    ['known from before', 'ENV A=1\nENV A=2 B=$A', []],
    ['known from an ARG', 'ARG A\nENV A=2 B=$A', []],
    ['a longer name', 'ENV A=1 B=$AB', []],
    ['another ENV', 'ENV A=1\nENV B=$A C=1', []],
    ['with a default', 'ENV A=1 B=${A:-2}', []],
  ])('%s', (_, text, expected) => {
    expect(found(noEnvSelfReference, `FROM a\n${text}`)).toEqual(expected);
  });

  test('is not reported twice', () => {
    expect(found(definedVariable, 'FROM scratch\nENV A=1 B=$A')).toEqual([]);
  });
});

describe('key-value-format', () => {
  test.each([
    ['a word', 'ENV A b', ['2:5-2:8 A b'], 'ENV A=b', 'safe'],
    ['blanks', 'LABEL a  b  c', ['2:7-2:14 a  b  c'], 'LABEL a="b  c"', 'safe'],
    ['another pair behind', 'ENV A 1 B=2', ['2:5-2:12 A 1 B=2'], 'ENV A="1 B=2"', 'safe'],
    ['a variable', 'ENV A $B/c', ['2:5-2:11 A $B/c'], 'ENV A=$B/c', 'unsafe'],
    ['quotes around', 'ENV A "b c"', ['2:5-2:12 A "b c"'], 'ENV A="b c"', 'unsafe'],
    ['quotes inside', 'ENV A b "c"', ['2:5-2:12 A b "c"'], 'ENV A b "c"', undefined],
    ['a value over lines', 'ENV A b \\\n  c', ['2:5-3:4 A b \\\n  c'], 'ENV A="b \\\n  c"', 'safe'],
    ['ONBUILD', 'ONBUILD ENV A b', ['2:13-2:16 A b'], 'ONBUILD ENV A=b', 'safe'],
    ['the form that is asked for', 'ENV A=b C="d e"', [], undefined, undefined],
  ])('%s', (_, text, expected, fixed = text, safety) => {
    const whole = `FROM a\n${text}`;
    expect(found(keyValueFormat, whole)).toEqual(expected);
    expect(fixedBy(keyValueFormat, whole, { unsafe: true })).toBe(`FROM a\n${fixed}`);
    expect(problemsOf(keyValueFormat, whole)[0]?.fix?.safety).toBe(safety);
  });
});

describe('trailing-comment', () => {
  test.each([
    ['USER', 'USER app # x', ['2:10-2:13 # x'], '# x\nUSER app'],
    ['EXPOSE', '  EXPOSE 80 #web\n', ['2:13-2:17 #web'], '  #web\n  EXPOSE 80\n'],
    ['ENV', 'ENV A=1 # x', ['2:9-2:12 # x'], '# x\nENV A=1'],
    ['legacy ENV', 'ENV A b # x', ['2:9-2:12 # x'], '# x\nENV A b'],
    ['COPY', 'COPY a /b/ # x', ['2:12-2:15 # x'], '# x\nCOPY a /b/'],
    ['FROM', 'FROM b AS c # x', ['2:13-2:16 # x'], '# x\nFROM b AS c'],
    ['behind continuation lines', 'COPY a \\\n  b /c/ # x', ['3:9-3:12 # x'], '# x\nCOPY a \\\n  b /c/'],
    ['ONBUILD', 'ONBUILD USER app # x', ['2:18-2:21 # x'], '# x\nONBUILD USER app'],
    ['JSON', 'CMD ["a", "]"] # x', ['2:16-2:19 # x'], '# x\nCMD ["a", "]"]'],
    ['a colour', 'ENV A #fff', [], undefined],
    ['a part of a word', 'WORKDIR /a#b', [], undefined],
    ['quotes', 'LABEL a="b # c" d=\'e # f\'', [], undefined],
    ['an escape', 'USER a\\ #b', ['2:9-2:11 #b'], undefined],
    ['a shell command', 'RUN make # x', [], undefined],
    ['a test in a shell command', 'RUN [ -f "a" ] # x', [], undefined],
    ['text in JSON', 'CMD ["a # b"]', [], undefined],
    ['a comment line inside', 'COPY a \\\n # x\n /b', [], undefined],
  ])('%s', (_, text, expected, fixed = text) => {
    expect(found(trailingComment, `FROM a\n${text}`)).toEqual(expected);
    if (expected.length === 0 || fixed !== text) {
      expect(fixedBy(trailingComment, `FROM a\n${text}`, { unsafe: true })).toBe(`FROM a\n${fixed}`);
    }
    expect(fixedBy(trailingComment, `FROM a\n${text}`)).toBe(`FROM a\n${text}`);
  });
});
