import type { Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { quoted, replacePiece, spanOf } from '../shared/spans.ts';
import { casingOf, inCasing } from './casing.ts';

/** Keywords are written as most of them are; ARG in front of the first FROM is left out, as BuildKit does. */
export const consistentInstructionCasing = dockerfileRule({
  id: 'consistent-instruction-casing',
  severity: 'style',
  summary: 'All instructions are written in the same case',
  why: 'Readers find instructions by their looks, and one that looks different is overlooked',
  remediation: 'Write the instruction in the case of the others',
  aliases: { buildkit: ['ConsistentInstructionCasing'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return ({ stages }, report) => {
      let balance = 0;
      let isMixed = false;
      const count = ({ word: { text } }: Instruction) => {
        const casing = casingOf(text);
        if (casing === undefined) isMixed = true;
        else balance += casing === 'upper' ? 1 : -1;
      };
      const total = forEachInstruction(stages, count);
      if (!isMixed && Math.abs(balance) === total) return;

      const casing = balance < 0 ? 'lower' : 'upper';
      forEachInstruction(stages, (instruction) => {
        const { word } = instruction;
        if (casingOf(word.text) === casing) return;
        const wanted = inCasing(word.text, casing);
        const edit = replacePiece(instruction, word, wanted);
        report({
          message: `${quoted(word.text)} is not in ${casing} case as most instructions are`,
          span: spanOf(instruction, word),
          ...(edit !== undefined && { fix: { safety: 'safe', title: `write ${wanted}`, edits: [edit] } }),
        });
      });
    };
  },
});

/** Calls with every instruction of the stages, and says how many these were. Words that are none do not count. */
function forEachInstruction(stages: readonly Stage[], look: (instruction: Instruction) => void): number {
  let count = 0;
  for (const { from, instructions } of stages) {
    if (from !== undefined) {
      look(from);
      count += 1;
    }
    for (const instruction of instructions) {
      if (instruction.keyword === 'UNKNOWN') continue;
      look(instruction);
      count += 1;
    }
  }
  return count;
}
