import type { Build, VariableUse } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { FromInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { didYouMean, NearNames } from '../shared/near-name.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** FROM uses ARGs that stand in front of the first FROM, and their defaults come to the name of an image. */
export const definedFromArg = dockerfileRule({
  id: 'defined-from-arg',
  severity: 'error',
  summary:
    'Every variable in a FROM is declared by an ARG in front of the first FROM, with a default that names an image',
  why: 'A variable that nothing declares is empty in FROM, so that the build fails or takes another image than was meant',
  remediation: 'Declare the ARG in front of the first FROM and give it a default that works',
  aliases: { buildkit: ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const froms = build.of('FROM');
      if (!froms.some(hasVariable)) return;
      const near = new NearNames();
      const told = new Set<FromInstruction>();
      const empty = new Map<FromInstruction, VariableUse[]>();
      for (const use of build.variableUses) {
        const { instruction, state, guarded } = use;
        if (instruction.keyword !== 'FROM' || guarded) continue;
        if (state === 'unset') {
          report(undeclared(build, use, near));
          told.add(instruction);
        }
        if (state !== 'empty') continue;
        const others = empty.get(instruction);
        if (others === undefined) empty.set(instruction, [use]);
        else others.push(use);
      }
      for (const stage of build.stages) {
        if (stage.from?.image === undefined || told.has(stage.from)) continue;
        const problem = invalidDefault(stage.from, stage.base, empty.get(stage.from) ?? []);
        if (problem !== undefined) report(problem);
      }
    };
  },
});

function hasVariable({ image, flags }: FromInstruction): boolean {
  return image?.text.includes('$') === true || flags.some(({ value }) => value?.includes('$') === true);
}

function undeclared(build: Build, { name, span, instruction }: VariableUse, near: NearNames): BuildProblem {
  const alias = 'UndefinedArgInFrom';
  const hint = didYouMean(near.nearest(name, build.variablesAt(instruction)), '$');
  const message = `FROM uses ${quoted(`$${name}`)}, which no ARG in front of the first FROM declares${hint}`;
  return { message, span, alias };
}

const QUOTES = /["']/g;

/** What is wrong with the image that the defaults of the file come to. */
function invalidDefault(
  from: FromInstruction,
  base: Build['stages'][number]['base'],
  empty: readonly VariableUse[],
): BuildProblem | undefined {
  const { image } = from;
  if (image === undefined || base === undefined || base.kind === 'known') return undefined;
  const text = base.kind === 'default' ? base.text : withoutEmpty(from, empty);
  if (text === undefined) return undefined;
  const parsed = parseImageReference(text);
  if (parsed.ok) return undefined;
  const message =
    base.kind === 'default'
      ? `by the defaults of the file, FROM names the image ${showImage(text)}: ${parsed.reason}`
      : notGiven(empty, text);
  const span = spanOf(from, image);
  const atMost = base.kind === 'default' ? 'warning' : 'info';
  return { message, span, alias: 'InvalidDefaultArgInFrom', atMost };
}

function notGiven(empty: readonly VariableUse[], image: string): string {
  const [first] = empty;
  const result = image === '' ? 'no image' : `the image ${showImage(image)}`;
  return `ARG ${quoted(first?.name ?? '')} has no default: without a --build-arg, FROM names ${result}`;
}

/** The image with nothing in the place of variables that have no value; undefined where it holds others, too. */
function withoutEmpty(from: FromInstruction, empty: readonly VariableUse[]): string | undefined {
  const { image } = from;
  if (image === undefined || empty.length === 0 || !from.line.isUnbroken(image.start, image.end)) return undefined;
  const offset = spanOf(from, image).start;
  let text = '';
  let at = 0;
  for (const { span } of empty) {
    if (span.start < offset + at || span.end > offset + image.text.length) continue;
    text += image.text.slice(at, span.start - offset);
    at = span.end - offset;
  }
  text += image.text.slice(at);
  return text.includes('$') ? undefined : text.replace(QUOTES, '');
}
