import { isObject, ownField } from '../model/json.ts';
import { quoted, refuse } from './refused.ts';
import { json, list, member, object, text } from './shape.ts';
import type { Envelope } from './signed-material.ts';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT_TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
const MOST_SUBJECTS = 1_024;

/** What is needed of an in-toto statement (github.com/in-toto/attestation, spec/v1/statement.md). */
export interface Statement {
  readonly predicateType: string;
  /** The digests of each subject, `sha256:<hex>` and so on. Names never count. */
  readonly subjects: ReadonlySet<string>;
  /** Whatever JSON it is; undefined where there is none. */
  readonly predicate: unknown;
}

/** Reads the statement in an envelope. @throws Refused */
export function readStatement({ payloadType, payload }: Envelope): Statement {
  if (payloadType !== PAYLOAD_TYPE) refuse(`the payload type is ${quoted(payloadType)}, expected "${PAYLOAD_TYPE}"`);
  return readBareStatement(payload);
}

/** Reads a statement that stands by itself. @throws Refused */
export function readBareStatement(bytes: Uint8Array): Statement {
  const statement = object(json(bytes, 'the statement'), 'the statement');
  const type = text(member(statement, '_type'), '_type of the statement');
  if (!STATEMENT_TYPES.includes(type)) refuse(`the statement is of unknown type ${quoted(type)}`);
  const predicateType = text(member(statement, 'predicateType'), 'predicateType of the statement');
  if (predicateType === '') refuse('predicateType of the statement is empty');
  const subjects = list(member(statement, 'subject'), 'subject of the statement', MOST_SUBJECTS);
  const predicate = ownField(statement, 'predicate');
  return { predicateType, subjects: new Set(subjects.flatMap(digestsOf)), predicate };
}

function digestsOf(subject: unknown): readonly string[] {
  const digest = member(object(subject, 'a subject of the statement'), 'digest');
  if (!isObject(digest)) return [];
  return Object.entries(digest).flatMap(([name, value]) => (typeof value === 'string' ? [`${name}:${value}`] : []));
}

/** `whose`: "the image". @throws Refused unless the statement is about the object with this digest */
export function refuseOtherSubject({ subjects }: Statement, digest: string, whose: string): void {
  if (subjects.has(digest)) return;
  const [first = refuse('the statement names no digest')] = subjects;
  const which = subjects.size === 1 ? '' : ` (the first of ${subjects.size})`;
  refuse(`the signed digest ${quoted(first)}${which} is not that of ${whose}`);
}
