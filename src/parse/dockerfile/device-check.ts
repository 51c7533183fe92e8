import type { Piece } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { isGoBoolean } from './go-values.ts';
import { csvFields } from './mounts.ts';
import type { Reading } from './reading.ts';

/** Reports what BuildKit refuses in a `--device` of RUN (instructions/commands_rundevice.go). */
export function checkDevice(reading: Reading, value: string, whole: Piece): void {
  const fields = csvFields(value);
  if (fields === undefined) reading.fault('--device takes fields with commas between: vendor.com/class=name', whole);
  let hasName = false;
  for (const { text } of fields ?? []) {
    const equals = text.indexOf('=');
    const key = (equals === -1 ? text : text.slice(0, equals)).toLowerCase();
    if (key === 'required') {
      if (equals === -1 || isGoBoolean(text.slice(equals + 1))) continue;
      reading.fault('"required" of --device can only be true or false', whole);
    } else if (hasName) {
      reading.fault(`--device names one device only, and "${printable(text, 64)}" is one more`, whole);
    } else hasName = key !== 'name' || equals === -1 || text !== 'name=';
  }
}
