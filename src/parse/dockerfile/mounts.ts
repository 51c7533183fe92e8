import type { InstructionFlag, Mount, MountField } from '../../model/instruction.ts';
import type { Piece } from '../../model/mapped-text.ts';
import { pieceOf } from './joined-text.ts';
import type { Reading } from './reading.ts';

/** A field of a CSV record. */
interface Field {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The mounts of a RUN, and what is wrong with how they are written. */
export function readMounts(reading: Reading): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const flag of reading.flags) {
    if (flag.name !== 'mount' || flag.value === undefined) continue;
    const fields = csvFields(flag.value);
    if (fields === undefined)
      reading.fault('--mount takes fields with commas between: type=cache,target=/x', flag.whole);
    mounts.push(mountOf(flag, fields ?? []));
  }
  return mounts;
}

function mountOf(flag: InstructionFlag, csv: readonly Field[]): Mount {
  const { value = '', written } = flag;
  const whole = written ?? flag.whole;
  const isPlain = whole.text === value;
  let type = 'bind';
  const fields = csv.map(({ text, start, end }): MountField => {
    const equals = text.indexOf('=');
    const key = (equals === -1 ? text : text.slice(0, equals)).toLowerCase();
    const own = equals === -1 ? undefined : text.slice(equals + 1);
    if (key === 'type' && own !== undefined) type = own.toLowerCase();
    return { key, value: own, piece: isPlain ? shifted(whole, start, end) : whole };
  });
  return { flag, type, fields };
}

function shifted({ text, start }: Piece, from: number, to: number): Piece {
  return { ...pieceOf(text, from, to), start: start + from, end: start + to };
}

/** One record of comma-separated values, as BuildKit reads it (go-csvvalue); undefined where quotes are wrong. */
export function csvFields(line: string): readonly Field[] | undefined {
  if (line === '') return undefined;
  const fields: Field[] = [];
  for (let at = 0; ; ) {
    const field = line[at] === '"' ? quotedField(line, at) : plainField(line, at);
    if (field === undefined) return undefined;
    fields.push(field);
    if (field.end >= line.length) return fields;
    if (line[field.end] !== ',') return undefined;
    at = field.end + 1;
  }
}

function plainField(line: string, start: number): Field | undefined {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  const text = line.slice(start, end);
  return text.includes('"') ? undefined : { text, start, end };
}

function quotedField(line: string, start: number): Field | undefined {
  const parts: string[] = [];
  for (let at = start + 1; ; ) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return undefined;
    parts.push(line.slice(at, quote));
    at = quote + 2;
    if (line[quote + 1] !== '"') return { text: parts.join('"'), start, end: quote + 1 };
  }
}
