import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import type { CommandForm, CommandInstruction, HealthcheckInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { imageStages } from '../shared/image-stages.ts';
import { isMeantAsJson, jsonArray } from '../shared/json-text.ts';
import { isOfTheShell, plainWords } from '../shared/shell-words.ts';
import { replacePiece, spanOf } from '../shared/spans.ts';

/** BuildKit does not judge HEALTHCHECK. */
const OF_HEALTHCHECK = ['DL3025'];

type Start = CommandInstruction | HealthcheckInstruction;

export const execForm = dockerfileRule<object>({
  id: 'exec-form',
  severity: 'warning',
  summary: 'CMD, ENTRYPOINT and HEALTHCHECK are written as JSON arrays',
  why: 'Else a shell is the first process: it does not pass SIGTERM on, so that the container is killed instead of stopped',
  remediation: 'Write the program and its arguments as a JSON array: ["node", "server.js"]',
  aliases: { hadolint: ['DL3025'], buildkit: ['JSONArgsRecommended'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const keyword of ['ENTRYPOINT', 'CMD'] as const) {
      for (const start of build.of(keyword)) {
        if (start.broken || !isShellForm(build, start, start.command)) continue;
        if (start.command.piece.text === '') {
          report({
            message: `${keyword} without a command starts a shell that does nothing`,
            span: spanOf(start, start.word),
          });
          continue;
        }
        const stage = build.stageOf(start);
        const matters =
          stage !== undefined && imageStages(build).has(stage) && !/^exec[ \t]/.test(start.command.piece.text);
        const fix = fixOf(build, start, start.command);
        report({
          message: `${keyword} in shell form starts a shell, which does not pass signals on to the program`,
          span: spanOf(start, start.command.piece),
          ...(!matters && { atMost: 'info' }),
          ...(fix !== undefined && { fix }),
        });
      }
    }
    for (const check of build.of('HEALTHCHECK')) {
      const { command } = check;
      // A check with operators (`|| exit 1`) needs its shell; signals matter to none.
      if (!command?.piece.text || !isShellForm(build, check, command) || plainWords(command.piece.text) === undefined)
        continue;
      const fix = fixOf(build, check, command);
      report({
        message: 'HEALTHCHECK in shell form starts a shell each time, which this command does not need',
        span: spanOf(check, command.piece),
        atMost: 'style',
        alias: OF_HEALTHCHECK,
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

/** Whoever sets a SHELL wants it; arrays with wrong quotes are for json-quotes. */
function isShellForm(build: Build, instruction: Start, { form, piece }: CommandForm): boolean {
  if (form !== 'shell' || isMeantAsJson(piece.text)) return false;
  return build.shellAt(instruction).source === 'default';
}

function fixOf(build: Build, instruction: Start, { piece }: CommandForm): Fix | undefined {
  const plain = plainWords(piece.text);
  const words = plain ?? literalWords(build, instruction);
  const edit = words === undefined ? undefined : replacePiece(instruction, piece, jsonArray(words));
  if (edit === undefined) return undefined;
  const isSafe = plain !== undefined && !meetsOther(build, instruction);
  return { safety: isSafe ? 'safe' : 'unsafe', title: 'write a JSON array', edits: [edit] };
}

/** The words of one command without variables, operators and redirects, whose quotes a shell would remove. */
function literalWords(build: Build, instruction: Start): readonly string[] | undefined {
  const [script, ...others] = build.scripts(instruction);
  const command = script?.commands[0];
  if (script === undefined || command === undefined || others.length > 0 || script.commands.length > 1)
    return undefined;
  const { words, assignments, redirects, wrappers, conditional, nesting } = command;
  const isBare = assignments.length === 0 && redirects.length === 0 && !conditional && nesting === 0;
  const isWhole = script.errors.length === 0 && script.constructs.length === 0 && !script.truncated;
  if (!isBare || !isWhole || command.followedBy !== '' || !words.every(({ literal }) => literal)) return undefined;
  const values = words.map(({ value }) => value);
  const own = wrappers[0] === 'exec' ? values.slice(1) : values;
  return own.length === 0 || isOfTheShell(own[0] ?? '') ? undefined : own;
}

/**
 * In shell form ENTRYPOINT ignores CMD, and CMD is one text behind a shell for ENTRYPOINT: where the file has both, the
 * array makes a difference.
 */
function meetsOther(build: Build, instruction: Start): boolean {
  if (instruction.keyword === 'HEALTHCHECK') return false;
  const others = build.of(instruction.keyword === 'CMD' ? 'ENTRYPOINT' : 'CMD');
  return others.length > 0;
}
