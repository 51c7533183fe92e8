import type { Json } from '../model/json.ts';
import {
  json,
  list,
  optional,
  type RecordFault,
  type RecordOf,
  record,
  required,
  type TextCheck,
  text,
} from '../model/schema.ts';
import { checkDnsLabel } from '../parse/kubernetes-names.ts';
import { checkPredicateType, statementTypes } from '../parse/predicate-type.ts';
import { parseTime } from '../parse/time.ts';
import { fileName } from './authority-schema.ts';
import { exactlyOne } from './one-of.ts';

/** An authority, as a test case names it. */
export const AUTHORITY_NAME = text('Name of an authority', { maxLength: 63, check: checkDnsLabel });

/** What is wrong with a moment. */
export const checkTime: TextCheck = (time) =>
  parseTime(time) === undefined ? 'must be a time such as 2026-11-01T12:00:00Z' : undefined;

/** A statement has one type. */
const checkType: TextCheck = (type) => {
  const fault = checkPredicateType(type);
  const types = fault === undefined ? statementTypes(type) : [];
  return types.length > 1 ? `stands for several types of statements: write ${types.join(' or ')}` : fault;
};

const FIELDS = {
  type: required(
    text('Type of the statement: cyclonedx, spdx, openvex, or a URI', { maxLength: 512, check: checkType }),
  ),
  signedBy: required(list('Names of the authorities that attest it, whose signatures count', AUTHORITY_NAME)),
  file: optional(fileName('A file with what is attested, in JSON')),
  predicate: optional(json('What is attested')),
  time: optional(
    text('When it was signed, as a log or timestamp authority would say; default: nobody says', {
      maxLength: 40,
      check: checkTime,
    }),
  ),
};
type Fields = RecordOf<typeof FIELDS>;

/** What a test case states of an attestation: it is judged as if an image had it. */
export const STATED_ATTESTATION = record(
  'An attestation; what it says is judged',
  FIELDS,
  (source): RecordFault | undefined => exactlyOne(source, ['file', 'predicate']),
);

/** An attestation that a test case states. */
export interface StatedAttestation {
  /** URI of the type of the statement. */
  readonly type: string;
  /** Names of authorities; each signs by itself. */
  readonly signedBy: readonly string[];
  /** What is attested, or the file that holds it: from the folder of the test file, or absolute. */
  readonly content: { readonly predicate: Json } | { readonly file: string };
  /** RFC 3339; absent: nobody vouches for one. */
  readonly time?: string;
}

/** A checked attestation of a case. */
export function statedAttestation({ type, signedBy, file, predicate = {}, time }: Fields): StatedAttestation {
  const [uri = type] = statementTypes(type);
  const content = file === undefined ? { predicate } : { file };
  return { type: uri, signedBy, content, ...(time !== undefined && { time }) };
}
