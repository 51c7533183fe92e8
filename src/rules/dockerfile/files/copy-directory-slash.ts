import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { sourcesOf, textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';

export const copyDirectorySlash = dockerfileRule<object>({
  id: 'copy-directory-slash',
  severity: 'error',
  summary: 'COPY and ADD of several sources write their target with a slash at its end',
  why: 'Without the slash the target is a file where no directory of that name exists, and each source overwrites the one before',
  remediation: 'Write a slash at the end of the target',
  aliases: { hadolint: ['DL3021'], trivy: ['DS-0011'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const copy of build.of('COPY', { triggers: true })) judge(copy);
    for (const add of build.of('ADD', { triggers: true })) judge(add);

    function judge(copy: CopyInstruction): void {
      const { target } = copy;
      const count = copy.sources.length + copy.heredocs.length;
      if (copy.broken || target === undefined || count < 2) return;
      const text = textOf(build.expand(copy, target));
      if (text === undefined || text.endsWith('/') || text.endsWith('\\')) return;
      report({
        message: `${copy.keyword} writes ${count} sources to ${quoted(text)}, which is a directory for certain only with a slash at its end`,
        span: spanOf(copy, target),
        ...atMost(text),
        fix: addSlash(build, copy, target),
      });
    }
  },
});

/** BuildKit takes `.` for a directory; the reference, and builders before it, do not. */
function atMost(target: string): { readonly atMost?: LintSeverity } {
  return target === '.' || target.endsWith('/.') ? { atMost: 'info' } : {};
}

function addSlash(build: Build, copy: CopyInstruction, target: Piece): Fix {
  const { end } = spanOf(copy, target);
  const isQuoted = copy.json || /["']$/.test(target.text);
  const at = isQuoted ? end - 1 : end;
  const sources = sourcesOf(build, copy);
  const isSafe =
    !target.text.includes('$') &&
    sources.length === copy.sources.length &&
    sources.every(({ literal }) => literal) &&
    copy.line.isUnbroken(target.start, target.end);
  return {
    safety: isSafe ? 'safe' : 'unsafe',
    title: 'add a slash to the target',
    edits: [{ start: at, end: at, text: '/' }],
  };
}
