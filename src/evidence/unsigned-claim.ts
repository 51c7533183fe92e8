import { type DocumentKind, kindOfDocument } from '../claims/document.ts';
import { readEnvelope } from './envelope.ts';
import { refuse } from './refused.ts';
import { json, member, object } from './shape.ts';
import { readBareStatement, readStatement, type Statement } from './statement.ts';
import type { Candidate } from './verification.ts';

/** What is around a document, from the outside to the inside. */
export type Wrapper = Extract<DocumentKind, 'bundle' | 'envelope' | 'statement'>;

/** A document as somebody gave it, and what is inside. No signature was looked at. */
export interface UnsignedClaim {
  readonly wrappers: readonly Wrapper[];
  /** What stands in the statement; of a bare document, itself. */
  readonly document: unknown;
  /** Absent: the document stands by itself. */
  readonly statement?: Statement;
}

/** Characters that may stand before JSON. */
const BEGINS_JSON = /^[ \t\r\n]*[{[]/;
/** Bytes of a text that is no JSON which tell what it is. */
const HEAD = 4_096;
/** What editors put before texts in UTF-8 and UTF-16, and no JSON in an attestation begins with. */
const BYTE_ORDER_MARKS = ['efbbbf', 'fffe', 'feff'];

/**
 * Takes bundle, envelope and statement off a document, by the rules by which attestations of images are read.
 * @throws Refused where they cannot be read
 */
export function readUnsignedClaim(bytes: Uint8Array): UnsignedClaim {
  const start = Buffer.from(bytes.subarray(0, 3)).toString('hex');
  if (BYTE_ORDER_MARKS.some((mark) => start.startsWith(mark))) {
    refuse('it begins with a byte order mark: write it in UTF-8 without one');
  }
  const head = Buffer.from(bytes.subarray(0, HEAD)).toString('utf8');
  if (head.trim() === '') refuse('there is nothing in it');
  if (!BEGINS_JSON.test(head)) return { wrappers: [], document: head };
  const document = json(bytes, 'the document');
  switch (kindOfDocument(document)) {
    case 'bundle':
      return inStatement(statementInBundle(document), ['bundle', 'envelope']);
    case 'envelope':
      return inStatement(statementInEnvelope(document), ['envelope']);
    case 'statement':
      return inStatement(readBareStatement(bytes), []);
    default:
      return { wrappers: [], document };
  }
}

/**
 * The statement in an attestation that was found: where it is verified, the one whose signature that was. What else may
 * stand beside it is not looked at.
 * @throws Refused
 */
export function statementIn({ format, bytes }: Pick<Candidate, 'format' | 'bytes'>): Statement {
  switch (format) {
    case 'bundle':
      return statementInBundle(json(bytes, 'the bundle'));
    case 'dsse':
      return statementInEnvelope(json(bytes, 'the layer'));
    case 'statement':
      return readBareStatement(bytes);
    case 'simple-signing':
      return refuse('an image signature is no attestation');
  }
}

function statementInBundle(bundle: unknown): Statement {
  const envelope = member(object(bundle, 'the bundle'), 'dsseEnvelope');
  return envelope === undefined
    ? refuse('the bundle holds a signature over a file, and no statement')
    : statementInEnvelope(envelope);
}

function statementInEnvelope(envelope: unknown): Statement {
  return readStatement(readEnvelope(object(envelope, 'the envelope')));
}

function inStatement(statement: Statement, wrappers: readonly Wrapper[]): UnsignedClaim {
  return { wrappers: [...wrappers, 'statement'], document: statement.predicate, statement };
}
