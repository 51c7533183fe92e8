import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { Instruction, Keyword } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { lineStart, quoted, replacePiece, spanOf } from '../shared/spans.ts';

/** Instructions without a shell: nothing drops what stands behind a `#`. */
const VALUES: readonly Keyword[] = [
  'FROM',
  'ARG',
  'ENV',
  'LABEL',
  'USER',
  'WORKDIR',
  'EXPOSE',
  'VOLUME',
  'STOPSIGNAL',
  'COPY',
  'ADD',
];

/** Their JSON form stops being one. */
const COMMANDS: readonly Keyword[] = ['CMD', 'ENTRYPOINT', 'SHELL', 'RUN'];

/** A JSON array of strings, and then a comment; the end of the array is looked for from the back. */
const JSON_BEGINNING = /^\[\s{0,100}"/;

/** Nothing stands behind a `#` in the line of an instruction that is no shell command. */
export const trailingComment = dockerfileRule({
  id: 'trailing-comment',
  severity: 'error',
  summary: 'No instruction has a comment behind its values',
  why: 'A comment is a line of its own: behind a value it is part of the value, or one more value',
  remediation: 'Move the comment to a line above the instruction',
  fixes: 'unsafe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const keyword of VALUES) {
        for (const instruction of build.of(keyword, { triggers: true }))
          look(instruction, commentInValues(build, instruction));
      }
      for (const keyword of COMMANDS) {
        for (const instruction of build.of(keyword, { triggers: true }))
          look(instruction, commentBehindJson(instruction));
      }

      function look(instruction: Instruction, start: number | undefined): void {
        if (start === undefined) return;
        const { rest, keyword } = instruction;
        const end = rest.end;
        const fix = movedUp(build, instruction, start);
        report({
          message: `${keyword} takes ${quoted(rest.text.slice(start - rest.start))} for a part of its values: nothing is a comment here`,
          span: spanOf(instruction, { start, end }),
          ...(fix !== undefined && { fix }),
        });
      }
    };
  },
});

/** Where a `#` stands behind white space and outside of quotes, and is not where a value begins that may be a colour. */
function commentInValues({ dockerfile }: Build, instruction: Instruction): number | undefined {
  const { rest } = instruction;
  const { text } = rest;
  if (!text.includes('#')) return undefined;
  if ('json' in instruction && instruction.json) return undefined;
  const first = 'legacy' in instruction && instruction.legacy ? (instruction.pairs[0]?.value?.start ?? -1) : -1;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === dockerfile.escapeMark && quote !== "'") at += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && isBlank(text[at - 1]) && rest.start + at !== first) return rest.start + at;
  }
  return undefined;
}

/** `CMD ["a"] # b` is no JSON, and so a shell command. */
function commentBehindJson({ rest }: Instruction): number | undefined {
  const { text } = rest;
  if (!text.includes('#') || !JSON_BEGINNING.test(text)) return undefined;
  const end = jsonEnd(text);
  let at = end;
  while (isBlank(text[at])) at += 1;
  return end !== -1 && at > end && text[at] === '#' ? rest.start + at : undefined;
}

/** Behind the bracket that closes the array; -1 where none does. */
function jsonEnd(text: string): number {
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isText && character === '\\') at += 1;
    else if (character === '"') isText = !isText;
    else if (character === ']' && !isText) return at + 1;
  }
  return -1;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** Deletes the comment with the white space in front of it, and writes it as a line above. */
function movedUp({ dockerfile }: Build, instruction: Instruction, start: number): Fix | undefined {
  const { rest, trigger } = instruction;
  const comment = rest.text.slice(start - rest.start);
  let from = start;
  while (isBlank(rest.text[from - 1 - rest.start])) from -= 1;
  const dropped = replacePiece(instruction, { start: from, end: rest.end }, '');
  if (dropped === undefined || instruction.heredocs.length > 0) return undefined;
  const above = lineStart(dockerfile.text, instruction);
  const indent = dockerfile.text.slice(above, (trigger ?? instruction).span.start);
  const edits = [{ start: above, end: above, text: `${indent}${comment}${dockerfile.lineEnd}` }, dropped];
  return { safety: 'unsafe', title: 'move the comment up', edits };
}
