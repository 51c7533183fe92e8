import type { Build, BuildContext } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { NOT_FOR_IMAGES } from '../shared/context-secrets.ts';
import { imageStages } from '../shared/image-stages.ts';
import { listed } from '../shared/listed.ts';
import { fromRoot } from '../shared/paths.ts';
import { hasFlag, sourcesOf } from '../shared/sources.ts';
import { spanOf } from '../shared/spans.ts';

export const noContextSecrets = dockerfileRule<object>({
  id: 'no-context-secrets',
  severity: 'warning',
  summary: 'Whoever copies the whole build context leaves history, settings and keys out of it',
  why: 'Everybody who can pull the image can read the files, and a later RUN rm does not take them out of its layer',
  remediation: 'List the files in .dockerignore, or copy only the folders that the image needs',
  aliases: { dockle: ['DKL-LI-0003'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const { context } = build.inputs;
    if (context?.ignore === undefined) return;
    const copies = [...build.of('COPY').filter((copy) => !hasFlag(copy, 'from')), ...build.of('ADD')];
    let exposed: readonly string[] | undefined;
    for (const copy of copies) {
      const stage = build.stageOf(copy);
      const whole = wholeContext(build, copy);
      if (whole === undefined || stage === undefined || stage.role === 'unreachable') continue;
      exposed ??= exposedIn(context);
      const taken = exposed.filter((path) => !isExcluded(copy, path));
      if (taken.length === 0) continue;
      const missing =
        context.ignore === 'none' ? 'there is no .dockerignore' : 'no pattern of .dockerignore leaves it out';
      report({
        message: `${copy.keyword} of the whole build context takes ${listed(taken)} along: ${missing}`,
        span: spanOf(copy, whole),
        ...(!imageStages(build).has(stage) && { atMost: 'info' }),
      });
    }
  },
});

/** The source that stands for all files of the build context. */
function wholeContext(build: Build, copy: CopyInstruction): CopyInstruction['target'] {
  if (copy.broken) return undefined;
  return sourcesOf(build, copy).find(({ text, origin }) => {
    const path = fromRoot(text);
    return origin === 'context' && (path === '' || path === '*');
  })?.piece;
}

/** What there is in the context that nobody wants in an image, and that no pattern leaves out. */
function exposedIn(context: BuildContext): readonly string[] {
  const { ignore } = context;
  return NOT_FOR_IMAGES.flatMap(([path, within]) => {
    const kind = context.entry(path)?.kind;
    if (kind !== 'file' && kind !== 'directory') return [];
    if (ignore === undefined || ignore === 'none') return [path];
    // `.git/*` leaves all out that is in the folder, and the folder is empty then.
    const isOut = ignore.excludes(path) || (within !== undefined && kind === 'directory' && ignore.excludes(within));
    return isOut ? [] : [path];
  });
}

/** COPY --exclude=.git, or with a double asterisk in front. */
function isExcluded({ flags }: CopyInstruction, path: string): boolean {
  return flags.some(({ name, value }) => {
    if (name !== 'exclude' || value === undefined) return false;
    const pattern = fromRoot(value);
    return (
      pattern === path ||
      pattern === `**/${path}` ||
      pattern === `${path}/**` ||
      (pattern === '.*' && path.startsWith('.'))
    );
  });
}
