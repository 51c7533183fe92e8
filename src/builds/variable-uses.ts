import type { VariableUse } from '../model/build.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction } from '../model/instruction.ts';
import type { Span } from '../model/mapped-text.ts';
import { type ExpansionUse, expandText } from '../parse/dockerfile/expand.ts';
import { type ExpandedField, expandedFields } from './expanded-fields.ts';
import { triggerOf } from './keyword-index.ts';

/** What is known of variables at the places of a file. */
interface Places {
  stateAt(instruction: Instruction, fraction: number, name: string): VariableUse['state'];
  mayComeFromBase(instruction: Instruction): boolean;
}

/** Every use of a variable in fields that the build expands, in the order of the file. */
export function variableUsesIn({ instructions, escapeMark }: Dockerfile, places: Places): readonly VariableUse[] {
  const all: VariableUse[] = [];
  for (const written of instructions) {
    const instruction = triggerOf(written) ?? written;
    for (const field of expandedFields(instruction)) {
      const from = textStart(field);
      for (const use of usesIn(field, escapeMark)) {
        const state = places.stateAt(instruction, field.fraction, use.name);
        all.push({
          instruction,
          name: use.name,
          span: spanOf(field, from, use),
          guarded: use.guarded,
          required: use.required,
          state,
          maybeFromBase: state !== 'set' && places.mayComeFromBase(instruction),
        });
      }
    }
  }
  return all;
}

function usesIn({ text, plainQuotes }: ExpandedField, escapeMark: string): readonly ExpansionUse[] {
  // Bodies of heredocs know no other escape than the backslash.
  return expandText(text, plainQuotes ? '\\' : escapeMark, () => 'unset', { plainQuotes }).uses;
}

/** Where the text of a field starts: as it is written, in quotes or behind `key=`; undefined where it was decoded. */
function textStart({ text, source, start, end }: ExpandedField): number | undefined {
  for (const from of [start, start + 1, end - text.length]) {
    if (from >= start && from + text.length <= end && source.text.startsWith(text, from)) return from;
  }
  return undefined;
}

/** Where a use stands; the whole field where its text is not that of the file. */
function spanOf({ source, start, end }: ExpandedField, from: number | undefined, use: ExpansionUse): Span {
  return from === undefined ? source.spanOf(start, end) : source.spanOf(from + use.start, from + use.end);
}
