import type { RecordFault } from '../model/schema.ts';

/** What is wrong with a record that must have exactly one of these fields. */
export function exactlyOne(record: object, fields: readonly string[]): RecordFault | undefined {
  const [first, second] = fields.filter((field) => Object.hasOwn(record, field));
  const names = `${fields.slice(0, -1).join(', ')} or ${fields.at(-1)}`;
  if (first === undefined) return { field: '', message: `needs ${names}` };
  return second === undefined
    ? undefined
    : { field: second, message: `goes without "${first}": there is one of ${names}` };
}

/** What is wrong with a record that says nothing. */
export function emptiness(record: object): RecordFault | undefined {
  return Object.keys(record).length === 0 ? { field: '', message: 'is empty; leave it out' } : undefined;
}
