import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { PairsInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { quoted, replacePiece, spanOf } from '../shared/spans.ts';

const BLANK = /\s/;

/** ENV and LABEL join key and value with an equals sign. */
export const keyValueFormat = dockerfileRule({
  id: 'key-value-format',
  severity: 'style',
  summary: 'ENV and LABEL are written as key=value',
  why: 'Without the equals sign the rest of the line is one value, with everything that somebody adds behind it',
  remediation: 'Write key=value, with quotes where the value holds blanks',
  aliases: { buildkit: ['LegacyKeyValueFormat'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const keyword of ['ENV', 'LABEL'] as const) {
        for (const instruction of build.of(keyword, { triggers: true })) {
          if (!instruction.legacy || instruction.broken) continue;
          const [pair] = instruction.pairs;
          if (pair?.value === undefined) continue;
          const fix = joined(instruction, build.dockerfile.escapeMark);
          report({
            message: `${keyword} ${quoted(pair.key.text)} has a blank where an equals sign belongs`,
            span: spanOf(instruction, { start: pair.key.start, end: pair.value.end }),
            ...(fix !== undefined && { fix }),
          });
        }
      }
    };
  },
});

/** Safe where the text of the value means itself: nothing in it is a quote, an escape or a variable. */
function joined(instruction: PairsInstruction, escapeMark: string): Fix | undefined {
  const [pair] = instruction.pairs;
  if (pair?.value === undefined) return undefined;
  const { key, value } = pair;
  const { text } = value;
  const hasQuotes = text.includes('"') || text.includes("'");
  const isPlain = !hasQuotes && !text.includes('$') && !text.includes('\\') && !text.includes(escapeMark);
  if (hasQuotes && !isOneQuoted(text)) return undefined;
  const quote = !hasQuotes && BLANK.test(text) ? '"' : '';
  if (quote !== '' && text.includes(escapeMark)) return undefined;
  const sign = replacePiece(instruction, { start: key.end, end: value.start }, `=${quote}`);
  if (sign === undefined) return undefined;
  const { end } = spanOf(instruction, value);
  const edits = quote === '' ? [sign] : [sign, { start: end, end, text: quote }];
  return { safety: isPlain ? 'safe' : 'unsafe', title: 'write key=value', edits };
}

/** The whole text stands between two quotes of a kind, and holds no other. */
function isOneQuoted(text: string): boolean {
  const [first] = text;
  if ((first !== '"' && first !== "'") || text.length < 2) return false;
  return text.indexOf(first, 1) === text.length - 1 && !text.includes('\\');
}
