// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';
import { faults, lines, typed } from './shown.ts';

const heredocs = (text: string) =>
  parseDockerfile(text).instructions.flatMap((instruction) =>
    instruction.heredocs.map(
      ({ name, body, descriptor, chomp, quoted, closed }) =>
        `${name}${descriptor === undefined ? '' : ` fd ${descriptor}`}${chomp ? ' chomp' : ''}${quoted ? ' quoted' : ''}${closed ? '' : ' open'}: ${body.text}`,
    ),
  );

describe('a heredoc', () => {
  test.each([
    ['of RUN', 'RUN <<EOF\na\nb\nEOF\nUSER x', ['EOF: a\nb\n']],
    ['of COPY and ADD', 'COPY <<A /x\na\nA\nADD <<B /y\nb\nB\nUSER x', ['A: a\n', 'B: b\n']],
    ['of ONBUILD', 'ONBUILD RUN <<A\na\nA\nUSER x', ['A: a\n']],
    ['without a line', 'RUN <<A\nA\nUSER x', ['A: ']],
    ['behind other words', 'RUN cat <<A > /x && ls\na\nA\nUSER x', ['A: a\n']],
    ['with a descriptor', 'RUN 3<<A\na\nA\nUSER x', ['A fd 3: a\n']],
    ['with blanks behind <<', 'RUN << \t A\na\nA\nUSER x', ['A: a\n']],
    ['in double quotes', 'RUN <<"A"\n$a\nA\nUSER x', ['A quoted: $a\n']],
    ['in single quotes', "RUN <<'A'\na\nA\nUSER x", ['A quoted: a\n']],
    ['with quotes inside of the word', "RUN <<eo'f'\na\neof\nUSER x", ['eof quoted: a\n']],
    ['with two words in quotes', 'RUN <<"a b"\nx\na b\nUSER x', ['a b quoted: x\n']],
    ['with an escaped character, which is no quote', 'RUN <<E\\OF\na\nEOF\nUSER x', ['EOF: a\n']],
    ['with an escaped quote in its name', "RUN <<E\\'F\na\nE'F\nUSER x", ["E'F: a\n"]],
    ['named by a variable, which stays', 'RUN <<$EOF\na\n$EOF\nUSER x', ['$EOF: a\n']],
    ['named by a variable in braces', 'RUN <<${EOF}\na\n${EOF}\nUSER x', ['${EOF}: a\n']],
    ['without its leading tabs', 'RUN <<-A\n\t\ta\n \tb\n\tA\nUSER x', ['A chomp: a\n \tb\n']],
    ['whose word begins with - behind a blank', 'RUN << -A\na\n-A\nUSER x', ['-A: a\n']],
    ['that closes at its own word only', 'RUN <<A\nA \n A\n\tA\nAA\nA\nUSER x', ['A: A \n A\n\tA\nAA\n']],
    ['with comments, empty lines and escape marks', 'RUN <<A\n# a\n\nb \\\nA\nUSER x', ['A: # a\n\nb \\\n']],
    ['with instructions, which are none', 'RUN <<A\nFROM b\nA\nUSER x', ['A: FROM b\n']],
    ['that is one of two, in their order', 'RUN <<A cat - <<"B"\na\nA\nb\nB\nUSER x', ['A: a\n', 'B quoted: b\n']],
    ['where only the first drops tabs', 'RUN <<-A <<B\n\ta\n\tA\n\tB\nB\nUSER x', ['A chomp: a\n', 'B: \tB\n']],
    ['with the same name as another', 'RUN <<A <<A\n1\nA\n2\nA\nUSER x', ['A: 1\n', 'A: 2\n']],
    ['with CRLF, which become LF', 'RUN <<A\r\na\r\nb\r\nA\r\nUSER x\r\n', ['A: a\nb\n']],
    ['whose marker stands in a later line', 'RUN a \\\n  <<A\nb\nA\nUSER x', ['A: b\n']],
    ['where the escape mark is a backtick', '# escape=`\nRUN x `\n <<E\\F\na\nEF\nUSER x', ['EF: a\n']],
    ['of what looks like JSON', 'RUN ["a" "b"] <<A\na\nA\nUSER x', ['A: a\n']],
    ['behind flags', 'RUN --mount=type=tmpfs,target=/x <<A\na\nA\nUSER x', ['A: a\n']],
    ['where other variables have modifiers', 'RUN ${x:-y} ${x:=z} ${x%a} <<A\na\nA\nUSER x', ['A: a\n']],
    ['that a blank cuts out of a variable', 'RUN ${x:-a <<A}\na\nA}\nUSER x', ['A}: a\n']],
  ])('%s', (_, text, expected) => {
    expect(heredocs(text)).toEqual(expected);
    expect(lines(text).at(-1)).toBe('USER x');
    expect(faults(text)).toEqual([]);
  });

  test.each([
    ['where text stands in front', 'RUN cat<<A'],
    ['with three signs', 'RUN <<<A'],
    ['in quotes as a whole', 'RUN "<<A"'],
    ['in single quotes', "RUN 'x <<A'"],
    ['without a word', 'RUN <<'],
    ['with an empty word', 'RUN <<""'],
    ['behind a minus and a blank', 'RUN <<- A'],
    ['in the JSON form', 'RUN ["a", "<<A"]'],
    ['in the JSON form of COPY', 'COPY ["<<A", "b"]'],
    ['in the JSON form under ONBUILD', 'ONBUILD RUN ["a", "<<A"]'],
    ['of CMD', 'CMD <<A'],
    ['of ENTRYPOINT', 'ENTRYPOINT x <<A'],
    ['of ENV', 'ENV a=<<A'],
    ['of ONBUILD CMD', 'ONBUILD CMD <<A'],
    ['where a double quote is not closed', 'RUN echo " <<A'],
    ['where a single quote is not closed', "RUN echo it's <<A"],
    ['where a modifier is not known', 'RUN echo ${x^^} <<A'],
    ['where a variable has no name', 'RUN echo ${} <<A'],
    ['whose word a variable swallows', 'RUN <<A${x:-y}'],
  ])('is none %s', (_, text) => {
    expect(heredocs(text)).toEqual([]);
    expect(lines(`${text}\nUSER x`)).toEqual([text, 'USER x']);
  });

  test('stands somewhere', () => {
    const text = 'FROM a\r\nRUN cat \\\r\n <<-"E" - 2<<F\r\n\t\tone\r\n\ttwo\r\nE\r\nthree\r\nF\r\nUSER b';
    const run = parseDockerfile(text).instructions[1];
    if (run === undefined) throw new Error('there is no RUN');
    expect(text.slice(run.span.start, run.span.end)).toBe(text.slice(text.indexOf('RUN'), text.indexOf('\r\nUSER')));
    const [first, second] = run.heredocs;
    expect([first?.marker.text, second?.marker.text]).toEqual(['<<-"E"', '2<<F']);
    for (const { body, marker } of run.heredocs) {
      expect(text[run.line.offsetOf(marker.start)]).toBe(marker.text[0]);
      for (let at = 0; at < body.text.length; at += 1) expect(text[body.offsetOf(at)]).toBe(body.text[at]);
    }
    expect(first?.body.text).toBe('one\ntwo\n');
    expect(second?.body.spanOf(0, 6)).toEqual({ start: text.indexOf('three'), end: text.indexOf('three') + 7 });
  });

  test('of ONBUILD belongs to both instructions, its marker counted in each', () => {
    const [onbuild] = parseDockerfile('ONBUILD RUN <<A\nx\nA\n').instructions;
    const inner = onbuild?.keyword === 'ONBUILD' ? onbuild.inner : undefined;
    expect(onbuild?.heredocs[0]?.marker).toEqual({ text: '<<A', start: 12, end: 15 });
    expect(inner?.heredocs[0]?.marker).toEqual({ text: '<<A', start: 4, end: 7 });
    expect(inner?.line.text).toBe('RUN <<A');
  });

  test('that is not closed takes the rest of the file', () => {
    const text = 'FROM a\nRUN <<A <<B\n1\nA\nFROM b\n';
    expect(faults(text)).toEqual([
      '2:9 syntax-error [<<B] a heredoc is not closed: write its closing word on a line of its own',
    ]);
    expect(heredocs(text)).toEqual(['A: 1\n', 'B open: FROM b\n']);
    expect(faults('FROM a\nRUN <<A <<B')).toHaveLength(1);
  });

  test('whose name cannot be read is refused', () => {
    const text = 'FROM a\nRUN ${x:-a <<"b c"}';
    expect(faults(text)).toEqual([
      expect.stringMatching(/^2:5 syntax-error \[\$\{x:-a <<"b c"\}\] the name of this heredoc/),
    ]);
  });
});

describe('COPY and ADD', () => {
  test('have heredocs beside their sources', () => {
    expect(typed('COPY a <<A b <<"C" /d\n1\nA\n2\nC\n')).toEqual([['COPY', ['a', 'b'], '/d', 'A: 1\n', 'C: 2\n']]);
  });

  test('cannot write into one', () => {
    expect(faults('FROM a\nCOPY a <<A\nx\nA')).toEqual([
      '2:8 syntax-error [<<A] COPY cannot write into a heredoc: name a path as its target',
    ]);
  });

  test('expand the body, with quotes as characters like others', () => {
    expect(faults('FROM a\nCOPY <<A /x\n"it\'s ${a:-b}"\nA')).toEqual([]);
    expect(faults('FROM a\nCOPY <<"A" /x\n${a^^}\nA')).toEqual([]);
    expect(faults('FROM a\nRUN <<A\n${a^^}\nA')).toEqual([]);
    expect(faults('FROM a\nCOPY <<A /x\nb ${a^^}\nA')).toEqual([
      expect.stringMatching(/^3:3 syntax-error \[\$\{a\^\]/),
    ]);
  });
});
