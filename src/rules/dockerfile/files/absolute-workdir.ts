import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { isAbsolute } from '../shared/paths.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { Workdirs } from '../shared/workdirs.ts';

/** Begins with something that no variable behind it makes a root. */
const RELATIVE = /^(?:\.|\w(?!:))/;

/** BuildKit judges the first WORKDIR alone. */
const OF_LATER = ['DL3000', 'DS-0009', 'CKV_DOCKER_10'];

export const absoluteWorkdir = dockerfileRule<object>({
  id: 'absolute-workdir',
  severity: 'warning',
  summary: 'WORKDIR is written from the root on',
  why: 'A relative WORKDIR goes on from the one before, and the first from whatever the base image has today',
  remediation: 'Write the whole path, from / on',
  aliases: {
    hadolint: ['DL3000'],
    buildkit: ['WorkdirRelativePath'],
    trivy: ['DS-0009'],
    checkov: ['CKV_DOCKER_10'],
  },
  options: record('No options', {}),
  compile: () => (build, report) => {
    let workdirs: Workdirs | undefined;
    for (const workdir of build.of('WORKDIR')) {
      const { value } = workdir;
      const text = textOf(build.expand(workdir, value)) ?? (RELATIVE.test(value.text) ? value.text : undefined);
      const stage = build.stageOf(workdir);
      if (workdir.broken || stage === undefined || text === undefined || isAbsolute(text)) continue;
      workdirs ??= new Workdirs(build);
      const isPlaced = workdirs.isPlaced(workdir, stage);
      const span = spanOf(workdir, workdir.value);
      const why = isPlaced ? 'goes on from the WORKDIR before' : 'goes on from whatever WORKDIR the base image has';
      const known = isPlaced && ({ atMost: 'info', alias: OF_LATER } as const);
      report({ message: `WORKDIR ${quoted(text)} is relative and ${why}`, span, ...known });
    }
  },
});
