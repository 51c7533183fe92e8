import type { CommandForm } from '../../model/instruction.ts';
import { pieceOf } from './joined-text.ts';
import { readJsonList } from './json-list.ts';
import type { Reading } from './reading.ts';
import { skipSpace } from './white-space.ts';

/** What is wrong with a JSON list that holds other things than strings. */
export const MIXED_LIST = 'a JSON list of an instruction can hold strings only: put each item into double quotes';

/** The command from an index to the end of the line: a JSON list, or else text for a shell. */
export function readCommand(reading: Reading, start: number): CommandForm {
  const { text } = reading;
  const piece = pieceOf(text, start, text.length);
  // Only here white space beyond ASCII can stand in front of a list.
  const items = readJsonList(text, skipSpace(text, start, text.length), text.length);
  if (items === 'mixed') reading.fault(MIXED_LIST, piece);
  return typeof items === 'object' ? { form: 'exec', items, piece } : { form: 'shell', piece };
}
