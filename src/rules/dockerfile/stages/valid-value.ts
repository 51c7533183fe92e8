import type { Build } from '../../../model/build.ts';
import { type BuildCheck, type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { isSignal } from '../../../parse/dockerfile/go-values.ts';
import { copyRefusals } from '../shared/copy-refusals.ts';
import { fromRoot } from '../shared/paths.ts';
import { parsePlatform } from '../shared/platform.ts';
import { textOf } from '../shared/sources.ts';
import { flagValueSpan, quoted, spanOf } from '../shared/spans.ts';

type Report = (problem: BuildProblem) => void;

const TARGETS: ReadonlySet<string> = new Set(['target', 'dst', 'destination']);
/** Types of mount that need a place. */
const PLACED: ReadonlySet<string> = new Set(['bind', 'cache', 'tmpfs']);

const check: BuildCheck = (build, report) => {
  platforms(build, report);
  for (const keyword of ['COPY', 'ADD'] as const) {
    for (const copy of build.of(keyword, { triggers: true })) {
      if (!copy.broken) for (const refusal of copyRefusals(build, copy)) report(refusal);
    }
  }
  mounts(build, report);
  for (const volume of build.of('VOLUME', { triggers: true })) {
    for (const word of volume.words) {
      if (textOf(build.expand(volume, word)) !== '') continue;
      report({ message: 'VOLUME names no folder here, which ends the build', span: spanOf(volume, word) });
    }
  }
  for (const stop of build.of('STOPSIGNAL', { triggers: true })) {
    // The parser looks at signals without variables.
    const signal = stop.value.text.includes('$') ? textOf(build.expand(stop, stop.value)) : undefined;
    if (signal === undefined || isSignal(signal)) continue;
    report({ message: `STOPSIGNAL comes to ${quoted(signal)}, which is no signal`, span: spanOf(stop, stop.value) });
  }
};

/** What the builder refuses although its form is right. */
export const validValue = dockerfileRule({
  id: 'valid-value',
  severity: 'error',
  summary: 'Values of flags and arguments are such that the builder takes them',
  why: 'The build stops at the instruction, often after minutes of work for those in front of it',
  remediation: 'Write a value as the Dockerfile reference has it',
  options: record('No options', {}),
  compile: () => check,
});

function platforms(build: Build, report: Report): void {
  for (const from of build.of('FROM')) {
    const flag = from.flags.find(({ name }) => name === 'platform');
    if (flag?.written === undefined) continue;
    const text = textOf(build.expand(from, flag.written));
    if (text === undefined || parsePlatform(text) !== undefined) continue;
    if (text === '' && !flag.written.text.includes('$')) continue;
    const what = text === '' ? 'nothing' : `${quoted(text)}, which is no platform`;
    report({ message: `--platform of FROM comes to ${what}`, span: flagValueSpan(from, flag) });
  }
}

function mounts(build: Build, report: Report): void {
  for (const run of build.of('RUN', { triggers: true })) {
    for (const { type, fields, flag } of run.mounts) {
      if (run.broken || !PLACED.has(type)) continue;
      const target = fields.findLast(({ key }) => TARGETS.has(key))?.value ?? '';
      const span = spanOf(run, flag.whole);
      if (target === '') {
        const message = 'this mount has no target, so that it hides the WORKDIR, and ends the build where that is /';
        report({ message, span, atMost: 'warning' });
      } else if (target.startsWith('/') && !target.includes('$') && fromRoot(target) === '') {
        report({ message: 'no mount can lie on the root folder', span });
      }
    }
  }
}
