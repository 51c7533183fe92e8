import type { Build, Stage } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction, Instruction } from '../../../model/instruction.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { didYouMean, NearNames } from '../shared/near-name.ts';
import { fieldValuePiece, flagValueSpan, quoted, spanOf } from '../shared/spans.ts';
import { type StageNames, stageNames } from '../shared/stage-names.ts';

/** COPY --from= and RUN --mount=from= name an earlier stage, or an image; and COPY takes less than a whole file system. */
export const copyFromKnownStage = dockerfileRule({
  id: 'copy-from-known-stage',
  severity: 'error',
  summary: 'What COPY --from and RUN --mount take files from exists, and COPY takes less than all of it',
  why: 'A stage that does not exist is taken for an image of that name and pulled from a public registry, if the build does not fail',
  remediation: 'Name an earlier stage or an image, and the files that are needed',
  aliases: { hadolint: ['DL3022', 'DL3023', 'DL3067'], trivy: ['DS-0006'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      let known: Known | undefined;
      for (const copy of build.of('COPY')) {
        const flag = copy.flags.length === 0 ? undefined : copy.flags.find(({ name }) => name === 'from');
        if (flag?.value === undefined || flag.value === '') continue;
        known ??= { build, names: stageNames(build), near: new NearNames() };
        const problem = referenceProblem(known, copy, flag.value, flagValueSpan(copy, flag));
        if (problem !== undefined) report(problem);
        const whole = wholeFileSystem(known, copy, flag.value);
        if (whole !== undefined) report(whole);
      }
      for (const run of build.of('RUN')) {
        for (const { type, fields } of run.mounts) {
          if (type === 'secret' || type === 'ssh') continue;
          const field = fields.find(({ key }) => key === 'from');
          if (field?.value === undefined || field.value === '') continue;
          known ??= { build, names: stageNames(build), near: new NearNames() };
          const problem = referenceProblem(known, run, field.value, spanOf(run, fieldValuePiece(field)));
          if (problem !== undefined) report(problem);
        }
      }
    };
  },
});

interface Known {
  readonly build: Build;
  readonly names: StageNames;
  readonly near: NearNames;
}

/** What is wrong with the text behind `from=`. */
function referenceProblem(
  { build, names, near }: Known,
  instruction: Instruction,
  text: string,
  span: Span,
): BuildProblem | undefined {
  const place = instruction.keyword === 'COPY' ? 'COPY --from' : 'RUN --mount';
  const alias = 'DL3022';
  if (text.includes('$')) {
    const message = `${place} takes no variables, so that ${quoted(text)} means nothing: name a stage that starts FROM it`;
    return { message, span, alias };
  }
  const own = build.stageOf(instruction);
  const found = names.find(text, instruction.keyword === 'COPY');
  if (found.kind === 'no-such-number') {
    return {
      message: `${place} names stage ${quoted(text)}, but stages count from 0 to ${names.count - 1}`,
      span,
      alias,
    };
  }
  if (found.kind === 'stage') return orderProblem(found.stage, own, { place, text, span });
  const parsed = parseImageReference(text);
  if (!parsed.ok) {
    return {
      message: `${place} names ${quoted(text)}, which is neither a stage nor an image: ${parsed.reason}`,
      span,
      alias,
    };
  }
  if (/[/:@.]/.test(text)) return undefined;
  const meant = near.misspelt(text.toLowerCase(), names.names());
  if (meant === undefined) return undefined;
  const message = `${place} names ${quoted(text)}, which is no stage and so an image from a registry${didYouMean(meant)}`;
  return { message, span, alias, atMost: 'warning' };
}

function orderProblem(
  stage: Stage,
  own: Stage | undefined,
  { place, text, span }: { readonly place: string; readonly text: string; readonly span: Span },
): BuildProblem | undefined {
  if (stage === own)
    return { message: `${place} names ${quoted(text)}, the stage that it stands in`, span, alias: 'DL3023' };
  if (own === undefined || stage.index < own.index) return undefined;
  return { message: `${place} names ${quoted(text)}, a stage that comes later`, span, alias: 'DL3022' };
}

/**
 * `COPY --from=x / /`: some images are made for it, and into an empty one it makes all layers one. A stage that begins empty
 * holds nothing but what the file puts there.
 */
function wholeFileSystem({ build, names }: Known, copy: CopyInstruction, from: string): BuildProblem | undefined {
  const { target } = copy;
  if (target === undefined || unquoted(target.text) !== '/') return undefined;
  const source = copy.sources.find(({ text }) => unquoted(text) === '/');
  if (source === undefined) return undefined;
  const found = names.find(from, true);
  if (found.kind === 'stage' && found.stage.chain.at(-1)?.scratch === true) return undefined;
  const isFlattening = build.stageOf(copy)?.scratch === true;
  return {
    message: 'COPY takes the whole file system of another image, and overwrites what is there',
    span: spanOf(copy, { start: source.start, end: target.end }),
    alias: 'DL3067',
    atMost: isFlattening ? 'style' : 'info',
  };
}

function unquoted(text: string): string {
  return text === '"/"' || text === "'/'" ? '/' : text;
}
