// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dockerfile } from '../../src/model/dockerfile.ts';
import type { MappedText, Span } from '../../src/model/mapped-text.ts';
import { expandText } from '../../src/parse/dockerfile/expand.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';
import { typed } from '../parse/dockerfile/shown.ts';
import { printInstruction } from '../support/print-instruction.ts';
import { CASES, SEED, TIMEOUT } from './mode.ts';

/** Whatever is written, a Dockerfile is read without an error thrown, and everything found stands where it says. */

const RUNS = { numRuns: Math.max(500, Math.round(CASES / 5)), seed: SEED };

const WORDS = [
  ...[
    'a',
    'EOF',
    '/x',
    './',
    '=',
    'a=b',
    'k="v w"',
    "'s t'",
    ',',
    '*',
    '?',
    '|',
    '&&',
    ';',
    '80/tcp',
    '1ms',
    'SIGTERM',
  ],
  ...['"', "'", '\\', '`', '\\"', "\\'", '$', '${', '}', '$x', '${x:-a b}', '${x%.*}', '${x/a/b}', '${x^^}', '${x:?m}'],
  ...[
    '[',
    ']',
    '["a","b"]',
    '["a", 1]',
    '[]',
    '{',
    '<',
    '<<',
    '<<EOF',
    '<<-EOF',
    '<<"EOF"',
    '3<<B',
    '<<  C',
    "<<eo'f'",
  ],
  ...[
    '-',
    '--',
    '--x',
    '--from=a',
    '--link',
    '--mount=type=cache,target=/x',
    '--mount="type=bind,source=a b"',
    '#',
    '\0',
  ],
  ...[
    ' ',
    '  ',
    '\t',
    '\u00a0',
    '\v',
    '\r',
    'é',
    '😀',
    '\ufeff',
    'AS',
    'CMD',
    'NONE',
    'ONBUILD',
    'RUN',
    'FROM',
    'COPY',
  ],
  ...['\n', '\r\n', '\\\n', '`\n', '\\ \n', '\\\\\n', '\\\n\n', '\\\n# c\n'],
];
const INSTRUCTIONS = [
  'FROM --platform=$BUILDPLATFORM golang:1.22 AS build',
  'ARG A=1 B="2 3" C X=\'a b\'',
  'ENV A=b C="d e" F=g\\ h',
  'ENV PATH /x:$PATH  y',
  'LABEL a=b "c d"="e"',
  'RUN apt-get update && \\\n    # comment\n    apt-get install -y curl\\\n\n    wget',
  'RUN --mount=type=cache,target=/root/.cache --mount=type=secret,id=a,required ls',
  'RUN <<EOF\nset -e\n\techo $x\nEOF',
  'RUN <<-EOF cat - <<B\n\ta\n\tEOF\nb\nB',
  'COPY --from=build --chown=a:$b /a /b /c/',
  'COPY <<EOF <<"F" /d/\n$a ${b:-c}\nEOF\n${x^^}\nF',
  'COPY ["a b", "c\\u0041", "d"]',
  'ADD --checksum=sha256:$x https://x/y /z',
  'CMD ["a", "b\\"c"]',
  'EXPOSE 80 443/tcp $P',
  'VOLUME ["/a", "/b"]',
  'USER a # b',
  'STOPSIGNAL $S',
  'SHELL ["/bin/bash", "-c"]',
  'HEALTHCHECK --interval=5m --retries=3 CMD curl -f x',
  'ONBUILD RUN <<EOF\nx\nEOF',
  'ONBUILD COPY --chown=x . /x',
  '# comment',
  '',
];
const HEADS = [
  '',
  '# escape=`\n',
  '\ufeff',
  '# syntax=docker/dockerfile:1\n# check=skip=all\n',
  '#!/x\n',
  '\n# escape=`\n',
];

const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 12 }).map((words) => words.join(''));
const line = fc.oneof(
  fc.constantFrom(...INSTRUCTIONS),
  soup,
  fc.tuple(fc.constantFrom(...INSTRUCTIONS), soup).map((two) => two.join(' ')),
);
/** Where a text is changed, how much is taken out, and what is put there instead. */
const change = fc.tuple(fc.nat(500), fc.nat(8), fc.oneof(fc.constantFrom(...WORDS), fc.constant('')));
const dockerfile = fc
  .tuple(fc.constantFrom(...HEADS), fc.array(line, { maxLength: 8 }), fc.array(change, { maxLength: 4 }), fc.boolean())
  .map(([head, all, changes, isWindows]) => {
    const text = head + all.join('\n');
    return changed(isWindows ? text.replaceAll('\n', '\r\n') : text, changes);
  });

function changed(text: string, changes: readonly (readonly [number, number, string])[]): string {
  return changes.reduce((now, [at, length, instead]) => {
    const start = at % (now.length + 1);
    return now.slice(0, start) + instead + now.slice(start + length);
  }, text);
}

/** Every character of a text that is put together stands in the file where it says. */
function expectMapped(text: string, part: MappedText): void {
  let last = -1;
  for (let at = 0; at < part.text.length; at += 1) {
    const offset = part.offsetOf(at);
    expect(offset).toBeGreaterThan(last);
    expect(text[offset]).toBe(part.text[at]);
    last = offset;
  }
  const span = part.spanOf(0, part.text.length);
  expect(span.end - span.start).toBeGreaterThanOrEqual(part.text.length);
}

function expectInOrder(text: string, spans: readonly Span[], mayOverlap = false): void {
  let last = 0;
  for (const { start, end } of spans) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
    last = mayOverlap ? start : end;
  }
}

function expectSound(text: string, read: Dockerfile): void {
  expectInOrder(
    text,
    read.instructions.map(({ span }) => span),
  );
  expectInOrder(text, read.comments);
  expectInOrder(
    text,
    read.faults.map(({ span }) => span),
    true,
  );
  expectInOrder(text, read.directives);
  for (const comment of read.comments) expect(text.slice(comment.start + 1, comment.end)).toBe(comment.text);
  for (const instruction of read.instructions) {
    expectMapped(text, instruction.line);
    for (const { body, marker } of instruction.heredocs) {
      expectMapped(text, body);
      expect(instruction.line.text.slice(marker.start, marker.end)).toBe(marker.text);
    }
    for (const { whole, written } of instruction.flags) {
      expect(instruction.line.text.slice(whole.start, whole.end)).toBe(whole.text);
      if (written !== undefined) expect(whole.text.endsWith(written.text)).toBe(true);
    }
    expect(instruction.rest.end).toBe(instruction.line.text.length);
  }
}

describe('Dockerfiles', () => {
  const areSound = () => {
    return fc.assert(
      fc.property(dockerfile, (text) => expectSound(text, parseDockerfile(text))),
      RUNS,
    );
  };
  test('are read without throwing, and all parts stand where they say', areSound, TIMEOUT);

  const areTheSame = async () => {
    let compared = 0;
    await fc.assert(
      fc.property(dockerfile, (text) => {
        const { instructions, escapeMark } = parseDockerfile(text);
        const head = `# escape=${escapeMark}\n`;
        instructions.forEach((instruction, index) => {
          const inner = instruction.keyword === 'ONBUILD' ? instruction.inner : instruction;
          if (
            instruction.broken ||
            inner === undefined ||
            inner.broken ||
            instruction.heredocs.some(({ closed }) => !closed)
          )
            return;
          compared += 1;
          expect(typed(head + printInstruction(instruction, escapeMark))).toEqual([typed(text)[index]]);
        });
      }),
      RUNS,
    );
    expect(compared).toBeGreaterThan(100);
  };
  test('that are printed read as the same', areTheSame, TIMEOUT);

  const areAlike = () => {
    return fc.assert(
      fc.property(dockerfile, (text) => {
        fc.pre(!text.includes('\r'));
        expect(typed(text.replaceAll('\n', '\r\n'))).toEqual(typed(text));
      }),
      RUNS,
    );
  };
  test('read alike with LF and CRLF', areAlike, TIMEOUT);
});

describe('expansions', () => {
  const EXPANDED = [...'ab$x{}:-+?#%/*\\"\'`', '${', '${x', '${u', '$x', '$d', ':-', '//', '}', '}', '\\*', '"$x"'];
  const areSound = () => {
    return fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...EXPANDED), { maxLength: 20 }),
        fc.constantFrom('\\', '`'),
        (parts, mark) => {
          const text = parts.join('');
          const { value, uses, fault } = expandText(text, mark, (name) => {
            if (name === 'x') return { kind: 'known', text: 'a/b*c' };
            return name === 'd' ? { kind: 'unknown', names: ['d'] } : 'unset';
          });
          expectInOrder(text, uses, true);
          if (fault !== undefined) {
            expectInOrder(text, [fault]);
            expect(value.kind).toBe('unknown');
          } else if (!text.includes('$d') && !text.includes('{d')) expect(value.kind).toBe('known');
          for (const { name, start, end } of uses) expect(text.slice(start, end)).toContain(name);
        },
      ),
      RUNS,
    );
  };
  test('never throw, and all parts stand where they say', areSound, TIMEOUT);
});
