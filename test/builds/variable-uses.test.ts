import { describe, expect, test } from '@jest/globals';
import { built, knowing } from '../support/builds.ts';

/** Uses with the text that they stand in, and their state: with `?` where the base may set it, `!` where it is guarded. */
function uses(text: string): readonly string[] {
  return built(text, knowing('known', { env: new Map([['LANG', 'C']]) })).variableUses.map(
    ({ name, span, state, guarded, maybeFromBase, instruction }) =>
      `${instruction.keyword} ${name} ${text.slice(span.start, span.end)} ${state}${maybeFromBase ? '?' : ''}${guarded ? '!' : ''}`,
  );
}

describe('uses of variables', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'FROM',
      'ARG v\nFROM --platform=$TARGETPLATFORM a:$v-$w',
      ['FROM TARGETPLATFORM $TARGETPLATFORM set', 'FROM v $v empty', 'FROM w $w unset'],
    ],
    ['ARG', 'FROM known\nARG a=1 b=$a c=$d', ['ARG a $a set', 'ARG d $d unset']],
    ['a global ARG', 'ARG a=$b\nARG b=1\nFROM known', ['ARG b $b unset']],
    [
      'ENV and LABEL, names and values',
      'FROM known\nENV $a=$b\nLABEL $c=$d',
      ['ENV a $a unset', 'ENV b $b unset', 'LABEL c $c unset', 'LABEL d $d unset'],
    ],
    ['ENV sees what was before it', 'FROM known\nENV a=1 b=$a', ['ENV a $a unset']],
    [
      'COPY',
      'FROM known\nCOPY --from=$f --chown=$o --chmod=$m --exclude=$e $s $t',
      ['COPY o $o unset', 'COPY m $m unset', 'COPY s $s unset', 'COPY t $t unset'],
    ],
    ['ADD has a checksum', 'FROM known\nADD --checksum=$c $s t', ['ADD c $c unset', 'ADD s $s unset']],
    ['COPY as JSON', 'FROM known\nCOPY ["a $s", "b"]', ['COPY s $s unset']],
    ['COPY as JSON with escapes', 'FROM known\nCOPY ["a\\t$s", "b"]', ['COPY s "a\\t$s" unset']],
    ['a heredoc', 'FROM known\nCOPY <<E /a\nx $v "$w"\nE', ['COPY v $v unset', 'COPY w $w unset']],
    ['a heredoc in quotes', 'FROM known\nCOPY <<"E" /a\nx $v\nE', []],
    [
      'EXPOSE and VOLUME',
      'FROM known\nEXPOSE $p 80\nVOLUME $v ["$w"]',
      ['EXPOSE p $p unset', 'VOLUME v $v unset', 'VOLUME w $w unset'],
    ],
    [
      'USER, WORKDIR, STOPSIGNAL',
      'FROM known\nUSER $u\nWORKDIR /$w\nSTOPSIGNAL $s',
      ['USER u $u unset', 'WORKDIR w $w unset', 'STOPSIGNAL s $s unset'],
    ],
    ['MAINTAINER is not expanded', 'FROM known\nMAINTAINER $m', []],
    ['commands are not expanded', 'FROM known\nRUN $a\nCMD $b\nENTRYPOINT $c\nHEALTHCHECK CMD $d', []],
    [
      'mounts of RUN',
      'FROM known\nRUN --mount=type=bind,from=x,source=$s,target=/$t $u',
      ['RUN s $s unset', 'RUN t $t unset'],
    ],
    ['ONBUILD', 'FROM known\nARG a=1\nONBUILD USER $a$b', ['USER a $a set', 'USER b $b unset']],
    [
      'guarded ones',
      `FROM known\nUSER \${a:-b}\${c-d}\${e:+f}\${g}`,
      [`USER a \${a:-b} unset!`, `USER c \${c-d} unset!`, `USER e \${e:+f} unset!`, `USER g \${g} unset`],
    ],
    ['the base image sets it', 'FROM known\nUSER $LANG', ['USER LANG $LANG set']],
    ['the base image may set it', 'FROM a\nUSER $v', ['USER v $v unset?']],
    ['scratch sets nothing', 'FROM scratch\nUSER $v', ['USER v $v unset']],
    ['PATH is set', 'FROM scratch\nENV PATH=/x:$PATH', ['ENV PATH $PATH set']],
    ['an ARG without a value', 'FROM known\nARG v\nUSER $v', ['USER v $v empty']],
    ['single quotes and escapes are no use', "FROM known\nENV a='$v' b=\\$w", []],
    ['over a continuation line', 'FROM known\nENV a=1 \\\n  b=$v', ['ENV v $v unset']],
    ['in a quoted value', 'FROM known\nENV a="x $v"', ['ENV v $v unset']],
  ])('%s', (_, text, expected) => {
    expect(uses(text)).toEqual(expected);
  });
});
