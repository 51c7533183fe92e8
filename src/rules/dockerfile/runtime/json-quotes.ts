import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { isMeantAsJson, jsonArray, readLooseArray } from '../shared/json-text.ts';
import { quoted, replacePiece, spanOf } from '../shared/spans.ts';

const COMMANDS = ['CMD', 'ENTRYPOINT', 'RUN'] as const;
const LISTS = ['ADD', 'COPY', 'VOLUME'] as const;

export const jsonQuotes = dockerfileRule<object>({
  id: 'json-quotes',
  severity: 'error',
  summary: 'Arrays are valid JSON, with double quotes around every string',
  why: 'What is no JSON is taken for the text of a shell, or for the names of files, brackets and all',
  remediation: 'Write double quotes around each string and one comma between them',
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    const judge = (instruction: Instruction, piece: Piece, reading: string): void => {
      if (piece.text[0] !== '[' || !isMeantAsJson(piece.text)) return;
      const fix = withDoubleQuotes(instruction, piece);
      report({
        message: `${instruction.keyword} ${quoted(piece.text)} is no valid JSON, so that it counts as ${reading}`,
        span: spanOf(instruction, piece),
        ...(fix !== undefined && { fix }),
      });
    };
    for (const keyword of COMMANDS) {
      for (const instruction of build.of(keyword, { triggers: true })) {
        const { form, piece } = instruction.command;
        if (form === 'shell' && instruction.heredocs.length === 0) judge(instruction, piece, 'a command of the shell');
      }
    }
    for (const check of build.of('HEALTHCHECK', { triggers: true })) {
      if (check.command?.form === 'shell') judge(check, check.command.piece, 'a command of the shell');
    }
    for (const keyword of LISTS) {
      for (const instruction of build.of(keyword, { triggers: true })) {
        if (!instruction.json) judge(instruction, instruction.rest, 'a list of names');
      }
    }
  },
});

function withDoubleQuotes(instruction: Instruction, piece: Piece): Fix | undefined {
  const items = readLooseArray(piece.text);
  const edit = items === undefined ? undefined : replacePiece(instruction, piece, jsonArray(items));
  return edit === undefined ? undefined : { safety: 'safe', title: 'write a JSON array', edits: [edit] };
}
