import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule, type Fix, type TextEdit } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { spanOf } from '../shared/spans.ts';

const OF_BUILDKIT = 'MultipleInstructionsDisallowed';
const KINDS = [
  ['CMD', ['DL4003', OF_BUILDKIT, 'DS-0016']],
  ['ENTRYPOINT', ['DL4004', OF_BUILDKIT, 'DS-0007']],
  ['HEALTHCHECK', ['DL3012', OF_BUILDKIT, 'DS-0023']],
] as const;

/** Comments that speak of the instruction below them alone. */
const OWN_COMMENT = /^\s{0,32}(?:tidewaiter-ignore\s|hadolint\s{1,32}ignore\s{0,32}=|trivy:ignore:)/;

export const singleCmd = dockerfileRule<object>({
  id: 'single-cmd',
  severity: 'warning',
  summary: 'A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK at most',
  why: 'Only the last one counts: the one before looks as if it did something',
  remediation: 'Remove the instruction that does not count',
  aliases: {
    hadolint: ['DL4003', 'DL4004', 'DL3012'],
    buildkit: [OF_BUILDKIT],
    trivy: ['DS-0016', 'DS-0007', 'DS-0023'],
  },
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const [keyword, alias] of KINDS) {
      const instructions = build.of(keyword);
      if (instructions.length < 2) continue;
      const latest = new Map<Stage, Instruction>();
      for (const instruction of instructions) {
        const stage = build.stageOf(instruction);
        if (stage === undefined) continue;
        const dead = latest.get(stage);
        latest.set(stage, instruction);
        if (dead === undefined) continue;
        report({
          message: `this ${keyword} never counts, because another one follows in the same stage`,
          span: spanOf(dead, dead.word),
          alias,
          related: [{ span: spanOf(instruction, instruction.word), message: `this ${keyword} takes its place` }],
          fix: removal(build, dead),
        });
      }
    }
  },
});

function removal({ dockerfile: { text } }: Build, { span, commentsAbove }: Instruction): Fix {
  const edits: TextEdit[] = [];
  for (const comment of commentsAbove) if (OWN_COMMENT.test(comment.text)) edits.push(wholeLines(text, comment));
  edits.push(wholeLines(text, span));
  return { safety: 'safe', title: 'remove the instruction that does not count', edits };
}

function wholeLines(text: string, { start, end }: { readonly start: number; readonly end: number }): TextEdit {
  const next = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: next === -1 ? text.length : next + 1, text: '' };
}
