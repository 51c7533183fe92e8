import type { Build, DockerIgnore } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { fromRoot } from '../shared/paths.ts';
import { hasFlag, sourcesOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

export const copyIgnoredFile = dockerfileRule<object>({
  id: 'copy-ignored-file',
  severity: 'error',
  summary: 'No file is copied that .dockerignore leaves out of the build context',
  why: 'The builder never gets the file, so that the build fails or goes on without it',
  remediation: 'Copy another file, or take the pattern out of .dockerignore',
  aliases: { buildkit: ['CopyIgnoredFile'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { context } = build.inputs;
    const ignore = context?.ignore;
    if (ignore === undefined || ignore === 'none' || ignore.patterns.length === 0) return;
    for (const copy of build.of('COPY')) if (!hasFlag(copy, 'from')) judge(copy, ignore);
    for (const add of build.of('ADD')) judge(add, ignore);

    function judge(copy: CopyInstruction, { file }: DockerIgnore): void {
      if (copy.broken) return;
      for (const { piece, text, origin } of sourcesOf(build, copy)) {
        if (origin !== 'context' || !isLeftOut(build, text, ignore as DockerIgnore)) continue;
        report({
          message: `${copy.keyword} takes ${quoted(text)}, which ${quoted(file)} leaves out of the build context`,
          span: spanOf(copy, piece),
        });
      }
    }
  },
});

/** With exceptions (`!`), something below a folder that is left out may be there after all: then only files count. */
function isLeftOut(build: Build, source: string, ignore: DockerIgnore): boolean {
  const path = fromRoot(source);
  if (ignore.hasExceptions && build.inputs.context?.entry(path)?.kind !== 'file') return false;
  return ignore.excludes(path);
}
