import { buildOf, NO_INPUTS } from '../../../src/builds/build.ts';
import { type HadolintConfig, NO_CONFIG } from '../../../src/compat/hadolint/config.ts';
import { hadolintRules } from '../../../src/compat/hadolint/index.ts';
import { parseDockerfile } from '../../../src/parse/dockerfile/parse.ts';

/** Lines in which one of hadolint's rules finds something, in the order of the file. */
export function linesOf(code: string, text: string, config: Partial<HadolintConfig> = {}): readonly number[] {
  const rules = hadolintRules({ ...NO_CONFIG, ...config }).filter(({ id }) => id === code);
  if (rules.length === 0) throw new Error(`there is no rule ${code}`);
  const build = buildOf(parseDockerfile(text), NO_INPUTS);
  const lines: number[] = [];
  for (const rule of rules) {
    rule.compile({})(build, ({ span }) => lines.push(build.dockerfile.positionOf(span.start).line));
  }
  return lines.toSorted((one, other) => one - other);
}
