import type { Build } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { secretInLongText } from '../../../parse/secret/patterns.ts';
import { compileNameGlobs, NAME_GLOB } from '../../workload/shared/name-globs.ts';
import { secretContentOf } from '../shared/context-secrets.ts';
import { imageStages } from '../shared/image-stages.ts';
import { baseName } from '../shared/paths.ts';
import { sourcesOf, textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { CopiedPaths } from './copied-paths.ts';

/** Variables that say where a program finds its keys. */
const KEY_PATHS: ReadonlySet<string> = new Set([
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'HF_TOKEN_PATH',
  'KUBECONFIG',
]);
const ASTERISKS = /\*+/g;

type Flaw = Pick<BuildProblem, 'message' | 'span' | 'atMost' | 'secrets'>;

export const noSecretInFile = dockerfileRule<{ readonly allow?: readonly string[] }>({
  id: 'no-secret-in-file',
  severity: 'error',
  summary: 'No file with keys, tokens or passwords is copied into the image',
  why: 'Everybody who can pull the image can read the file, and a later RUN rm does not take it out of its layer',
  remediation:
    'Mount the file with RUN --mount=type=secret while building, or give it to the container when it runs, and replace what leaked',
  aliases: { trivy: ['DS-0031'], dockle: ['CIS-DI-0010'] },
  hidesSecrets: true,
  options: record('Which files hold no secret', {
    allow: optional(list('Globs of file names that are not looked at (default none)', NAME_GLOB)),
  }),
  compile({ allow = [] }) {
    const isAllowed = compileNameGlobs(allow);
    return (build, report) => {
      const judge = (copy: CopyInstruction): void => {
        if (copy.broken) return;
        const stage = build.stageOf(copy);
        for (const flaw of flawsOf(build, copy, isAllowed)) {
          const isShipped = stage === undefined || imageStages(build).has(stage);
          const atMost = isShipped ? flaw.atMost : oneLess(flaw.atMost);
          report({ ...flaw, ...(atMost !== undefined && { atMost }) });
        }
      };
      for (const copy of build.of('COPY', { triggers: true })) judge(copy);
      for (const add of build.of('ADD', { triggers: true })) judge(add);
      judgeKeyPaths(build, report);
    };
  },
});

function oneLess(severity: LintSeverity | undefined): LintSeverity {
  return severity === undefined ? 'warning' : 'info';
}

/** One for each source and heredoc; where there is none, what the name of the target says. */
function flawsOf(build: Build, copy: CopyInstruction, isAllowed: (name: string) => boolean): readonly Flaw[] {
  const flaws: Flaw[] = [];
  for (const { piece, text, origin } of sourcesOf(build, copy)) {
    const path = text.replaceAll(ASTERISKS, '');
    const content = origin === 'context' && !isAllowed(baseName(text)) ? secretContentOf(path) : undefined;
    if (content !== undefined) flaws.push(flawAt(copy, piece, text, content));
  }
  for (const { body, marker } of copy.heredocs) {
    const why = secretInLongText(body.text);
    if (why === undefined) continue;
    flaws.push({
      message: `the text that ${copy.keyword} writes holds a secret: ${why}`,
      span: spanOf(copy, marker),
      secrets: copy.heredocs.map((heredoc) => heredoc.body.spanOf(0, heredoc.body.text.length)),
    });
  }
  const target = copy.target === undefined ? undefined : textOf(build.expand(copy, copy.target));
  if (flaws.length > 0 || copy.target === undefined || target === undefined) return flaws;
  const content = target.endsWith('/') || isAllowed(baseName(target)) ? undefined : secretContentOf(target);
  return content === undefined || content.folder === true ? flaws : [flawAt(copy, copy.target, target, content)];
}

function flawAt(copy: CopyInstruction, piece: Piece, text: string, content: { what: string; maybe?: true }): Flaw {
  const { what, maybe } = content;
  const message = `${copy.keyword} puts ${quoted(text)} into the image, which ${maybe ? 'may hold' : 'holds'} ${what}`;
  return { message, span: spanOf(copy, piece), ...(maybe && { atMost: 'warning' }) };
}

/** ENV that names a file of keys which a COPY brought. */
function judgeKeyPaths(build: Build, report: (problem: BuildProblem) => void): void {
  let copied: CopiedPaths | undefined;
  for (const env of build.of('ENV')) {
    for (const { key, value } of env.pairs) {
      if (value === undefined || !KEY_PATHS.has(key.text)) continue;
      const stage = build.stageOf(env);
      const path = textOf(build.expand(env, value));
      if (stage === undefined || path === undefined || !path.startsWith('/')) continue;
      copied ??= new CopiedPaths(build);
      if (!copied.has(path, stage)) continue;
      report({
        message: `ENV ${quoted(key.text)} names the file ${quoted(path)}, which a COPY puts into the image`,
        span: spanOf(env, value),
      });
    }
  }
}
