import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type TextEdit } from '../../../model/dockerfile-rule.ts';
import type { FromInstruction, Instruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { record } from '../../../model/schema.ts';
import { allEdits, fieldValuePiece, quoted, replacePiece, spanOf } from '../shared/spans.ts';

/** FROM .. AS names are in lower case. The fix renames every reference: FROM, COPY --from= and RUN --mount=from=. */
export const stageNameCasing = dockerfileRule({
  id: 'stage-name-casing',
  severity: 'style',
  summary: 'Stage names are written in lower case',
  why: 'The builder turns the name into lower case, so that FROM finds the stage by that name only while COPY --from finds both',
  remediation: 'Write the name and every reference to it in lower case',
  aliases: { buildkit: ['StageNameCasing'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      let references: Map<string, Reference[]> | undefined;
      for (const from of build.of('FROM')) {
        if (from.name === undefined) continue;
        const { text } = from.name;
        const name = text.toLowerCase();
        if (text === name) continue;
        references ??= findReferences(build);
        const edits = renaming(from, from.name, references.get(name) ?? []);
        // Of stages with one name, the first one takes all references: edits of two problems must not meet.
        references.delete(name);
        report({
          message: `the stage name ${quoted(text)} is not in lower case`,
          span: spanOf(from, from.name),
          ...(edits !== undefined && { fix: { safety: 'safe', title: `call it ${quoted(name)} everywhere`, edits } }),
        });
      }
    };
  },
});

interface Reference {
  readonly instruction: Instruction;
  readonly piece: Piece;
}

function renaming(
  from: FromInstruction,
  name: Piece,
  references: readonly Reference[],
): readonly TextEdit[] | undefined {
  const renamed = references.flatMap(({ instruction, piece }) => {
    const isBehind = instruction.index > from.index;
    return !isBehind || piece.text === piece.text.toLowerCase()
      ? []
      : [replacePiece(instruction, piece, piece.text.toLowerCase())];
  });
  return allEdits(replacePiece(from, name, name.text.toLowerCase()), ...renamed);
}

/** What may refer to a stage, by the name in lower case, in the order of the file. */
function findReferences(build: Build): Map<string, Reference[]> {
  const found: Reference[] = [];
  for (const from of build.of('FROM'))
    if (from.image !== undefined) found.push({ instruction: from, piece: from.image });
  for (const copy of build.of('COPY')) {
    for (const { name, written } of copy.flags) {
      if (name === 'from' && written !== undefined) found.push({ instruction: copy, piece: written });
    }
  }
  for (const run of build.of('RUN')) {
    for (const { fields } of run.mounts) {
      for (const field of fields) {
        if (field.key === 'from') found.push({ instruction: run, piece: fieldValuePiece(field) });
      }
    }
  }
  found.sort((one, other) => one.instruction.index - other.instruction.index);
  const byName = new Map<string, Reference[]>();
  for (const reference of found) {
    const name = reference.piece.text.toLowerCase();
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [reference]);
    else same.push(reference);
  }
  return byName;
}
