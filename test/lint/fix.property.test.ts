import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NO_INPUTS } from '../../src/builds/build.ts';
import { PLAIN_CONFIG } from '../../src/lint/config.ts';
import { edited } from '../../src/lint/edits.ts';
import { fixDockerfile } from '../../src/lint/fix.ts';
import { lintDockerfile } from '../../src/lint/lint-file.ts';
import { compileLinter } from '../../src/lint/linter.ts';
import type { Fix } from '../../src/model/dockerfile-rule.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';
import { DOCKERFILE_RULES } from '../../src/rules/dockerfile/index.ts';
import { TODAY } from './harness.ts';

/** With all rules: also those that policies have to ask for, where no option is needed. */
const linter = compileLinter(DOCKERFILE_RULES, PLAIN_CONFIG);
const RUNS = Number(process.env.TIDEWAITER_FUZZ_CASES ?? 150);

const WORDS = [
  'from',
  'FROM',
  'as',
  'AS',
  'Build',
  'debian:12',
  'ADD',
  'add',
  'COPY',
  '--from=Build',
  'a',
  'b/',
  './x.tar.gz',
  '/app',
];
const LINES = [
  'FROM debian:12 as Build',
  'from Build',
  'FROM --platform=$TARGETPLATFORM golang AS build',
  'ARG VERSION=1',
  'ENV A b c',
  'ENV A=b \\',
  '    C=d',
  'LABEL x y',
  'MAINTAINER somebody',
  'RUN apt-get update && apt-get install curl',
  'RUN apt install -y curl \\',
  '',
  '# tidewaiter-ignore prefer-copy,prefer-workdir -- why',
  '# hadolint ignore=DL3020',
  '# a comment',
  '#',
  'RUN <<EOF',
  'apk add curl',
  'EOF',
  'RUN pip install foo>=1.0 && cd /x && wget http://x/y | sh',
  'ADD a b /c',
  'ADD https://example.com/x /x',
  'COPY --from=build a b c',
  'EXPOSE 8080/TCP 127.0.0.1:80:90',
  "CMD ['a', 'b']",
  'CMD node server.js',
  'ENTRYPOINT node x',
  'HEALTHCHECK CMD curl localhost',
  'USER app # why',
  'USER root',
  'WORKDIR app',
  'RUN useradd -u 1000 app',
  'SHELL ["/bin/bash", "-c"]',
  'STOPSIGNAL 9',
  'ONBUILD ADD a b',
];

const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }).map((words) => words.join(' ')) },
);
const file = fc
  .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([all, end, closed]) => `FROM debian:12${end}${all.join(end)}${closed ? end : ''}`);

const fix = (text: string, safety: Fix['safety']) =>
  fixDockerfile({ file: 'Dockerfile', text, inputs: NO_INPUTS, linter, today: TODAY, safety });

describe.each(['safe', 'unsafe'] as const)('%s fixes of any file', (safety) => {
  test('are there once, keep its form and make nothing worse', () => {
    void fc.assert(
      fc.property(file, (text) => {
        const fixed = fix(text, safety);
        const faults = parseDockerfile(text).faults.length;
        expect(parseDockerfile(fixed.text).faults.length).toBeLessThanOrEqual(faults);
        if (fixed.applied.length === 0) expect(fixed.text).toBe(text);
        if (fixed.rounds < 10) expect(fix(fixed.text, safety)).toMatchObject({ text: fixed.text, applied: [] });
        expect(fixed.rounds).toBeLessThan(10);
      }),
      { numRuns: RUNS },
    );
  });
});

test('every fix is sound by itself: its edits lie in the file, and the rest stays as it was', () => {
  void fc.assert(
    fc.property(file, (text) => {
      const { findings } = lintDockerfile({ file: 'x', text, inputs: NO_INPUTS, linter, today: TODAY });
      for (const { fix: own } of findings) {
        if (own === undefined) continue;
        let end = 0;
        for (const edit of own.edits) {
          expect(edit.start).toBeGreaterThanOrEqual(end);
          expect(edit.end).toBeGreaterThanOrEqual(edit.start);
          end = edit.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
        const outside = (written: string, lengths: readonly number[]) =>
          written.length - lengths.reduce((sum, one) => sum + one, 0);
        expect(
          outside(
            edited(text, own.edits),
            own.edits.map((edit) => edit.text.length),
          ),
        ).toBe(
          outside(
            text,
            own.edits.map((edit) => edit.end - edit.start),
          ),
        );
      }
    }),
    { numRuns: RUNS },
  );
});
