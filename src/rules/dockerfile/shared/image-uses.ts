import type { Build, Value } from '../../../model/build.ts';
import type { Instruction } from '../../../model/instruction.ts';
import type { Piece, Span } from '../../../model/mapped-text.ts';
import { fieldValuePiece, flagValueSpan, spanOf } from './spans.ts';
import { stageNames } from './stage-names.ts';

/** An image that a Dockerfile names: never a stage, never `scratch`. */
export interface ImageUse {
  readonly instruction: Instruction;
  /** How a sentence begins: `FROM`, `COPY --from`, `RUN --mount`. */
  readonly place: 'FROM' | 'COPY --from' | 'RUN --mount';
  /** As written. */
  readonly piece: Piece;
  readonly span: Span;
  readonly value: Value;
}

/** Mounts of these types take files from an image. */
const MOUNTS_OF_IMAGES: readonly string[] = ['bind', 'cache'];

/** Every image that FROM, COPY --from= and RUN --mount=from= name, in this order. */
export function imageUses(build: Build): readonly ImageUse[] {
  return build.once(findImages);
}

function findImages(build: Build): ImageUse[] {
  const uses: ImageUse[] = [];
  for (const { from, base, parent, scratch } of build.stages) {
    if (from?.image === undefined || base === undefined || parent !== undefined || scratch) continue;
    const { image: piece } = from;
    uses.push({ instruction: from, place: 'FROM', piece, span: spanOf(from, piece), value: base });
  }
  for (const copy of build.of('COPY', { triggers: true })) {
    for (const flag of copy.flags) {
      if (flag.name !== 'from' || flag.value === undefined || flag.written === undefined) continue;
      if (!isImage(build, flag.value, copy)) continue;
      const value: Value = { kind: 'known', text: flag.value };
      const span = flagValueSpan(copy, flag);
      uses.push({ instruction: copy, place: 'COPY --from', piece: flag.written, span, value });
    }
  }
  for (const run of build.of('RUN', { triggers: true })) {
    for (const { type, fields } of run.mounts) {
      const field = MOUNTS_OF_IMAGES.includes(type) ? fields.find(({ key }) => key === 'from') : undefined;
      if (field?.value === undefined) continue;
      if (!isImage(build, field.value, run)) continue;
      const piece = fieldValuePiece(field);
      const value: Value = { kind: 'known', text: field.value };
      uses.push({ instruction: run, place: 'RUN --mount', piece, span: spanOf(run, piece), value });
    }
  }
  return uses;
}

/** What `--from=` names in an ONBUILD may be a stage of the file that is built later, unless it cannot be the name of one. */
function isImage(build: Build, text: string, instruction: Instruction): boolean {
  if (text === '' || text === 'scratch' || text.includes('$')) return false;
  if (instruction.trigger !== undefined) return NEVER_A_STAGE.test(text);
  return stageNames(build).find(text, instruction.keyword === 'COPY').kind === 'other';
}

const NEVER_A_STAGE = /[/:@]/;
