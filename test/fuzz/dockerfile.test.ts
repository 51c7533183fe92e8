// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dockerfile } from '../../src/model/dockerfile.ts';
import type { MappedText, Span } from '../../src/model/mapped-text.ts';
import { expandText } from '../../src/parse/dockerfile/expand.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';
import { typed } from '../parse/dockerfile/shown.ts';
import { printInstruction } from '../support/print-instruction.ts';
import { DOCKERFILE } from './dockerfiles.ts';
import { CASES, SEED, TIMEOUT } from './mode.ts';

/** Whatever is written, a Dockerfile is read without an error thrown, and everything found stands where it says. */

const RUNS = { numRuns: Math.max(500, Math.round(CASES / 5)), seed: SEED };

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
      fc.property(DOCKERFILE, (text) => expectSound(text, parseDockerfile(text))),
      RUNS,
    );
  };
  test('are read without throwing, and all parts stand where they say', areSound, TIMEOUT);

  const areTheSame = async () => {
    let compared = 0;
    await fc.assert(
      fc.property(DOCKERFILE, (text) => {
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
      fc.property(DOCKERFILE, (text) => {
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
