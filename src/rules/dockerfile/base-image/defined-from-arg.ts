import type { Build, Value } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { FromInstruction, Instruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { didYouMean, NearNames } from '../shared/near-name.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { BareBuild } from './bare-build.ts';

/** FROM names an image: by ARGs that stand in front of the first FROM, whose defaults come to a name. */
export const definedFromArg = dockerfileRule({
  id: 'defined-from-arg',
  severity: 'error',
  summary: 'FROM names an image, by ARGs in front of the first FROM whose defaults come to one',
  why: 'A variable that nothing declares is empty in FROM, so that the build fails or takes another image than was meant',
  remediation: 'Declare the ARG in front of the first FROM with a default that works, and write the name of an image',
  aliases: { buildkit: ['UndefinedArgInFrom', 'InvalidDefaultArgInFrom'] },
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const told = undeclared(build, report);
      let bare: BareBuild | undefined;
      for (const { from, base } of build.stages) {
        const { image } = from ?? {};
        if (from === undefined || image === undefined || base === undefined || told.has(from)) continue;
        if (base.kind === 'unknown') bare ??= new BareBuild(build);
        const problem = base.kind === 'unknown' ? withoutDefault(bare?.imageOf(from)) : namesNone(base);
        if (problem !== undefined) report({ alias: 'InvalidDefaultArgInFrom', ...problem, span: spanOf(from, image) });
      }
    };
  },
});

/** Reports variables that nothing declares. Gives the FROMs that use them. */
function undeclared(build: Build, report: (problem: BuildProblem) => void): ReadonlySet<Instruction> {
  const told = new Set<Instruction>();
  if (!build.of('FROM').some(hasVariable)) return told;
  const near = new NearNames();
  for (const { instruction, state, guarded, required, name, span } of build.variableUses) {
    if (instruction.keyword !== 'FROM' || state !== 'unset' || (guarded && !required)) continue;
    told.add(instruction);
    const hint = didYouMean(near.nearest(name, build.variablesAt(instruction)), '$');
    const message = `FROM uses ${quoted(`$${name}`)}, which no ARG in front of the first FROM declares${hint}`;
    report({ message, span, alias: 'UndefinedArgInFrom' });
  }
  return told;
}

function hasVariable({ image, flags }: FromInstruction): boolean {
  return image?.text.includes('$') === true || flags.some(({ value }) => value?.includes('$') === true);
}

/** Whatever comments of other tools ignore, the build fails. */
const REFUSED: readonly string[] = [];

type Flaw = Pick<BuildProblem, 'message' | 'atMost' | 'alias'>;

/** The image is that of the file, and of the build arguments that are given. */
function namesNone({ kind, text }: Exclude<Value, { kind: 'unknown' }>): Flaw | undefined {
  const parsed = parseImageReference(text);
  if (parsed.ok) return undefined;
  const name = `${showImage(text)}, which is no name of an image: ${parsed.reason}`;
  return kind === 'known'
    ? { message: `FROM names ${name}`, alias: REFUSED }
    : { message: `by the defaults of the file, FROM names ${name}`, atMost: 'warning' };
}

/** Nobody but who builds knows the image: that may be on purpose. */
function withoutDefault(bare: ReturnType<BareBuild['imageOf']>): Flaw | undefined {
  if (bare === undefined || parseImageReference(bare.text).ok) return undefined;
  const result = bare.text === '' ? 'no image' : `the image ${showImage(bare.text)}`;
  const message = `ARG ${quoted(bare.lacks)} has no default: without a --build-arg, FROM names ${result}`;
  return { message, atMost: 'info' };
}
