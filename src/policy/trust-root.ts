import { PUBLIC_GOOD, type TrustRootSource } from '../model/image-policy.ts';
import { isObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import {
  anyObject,
  type Infer,
  optional,
  type RecordFault,
  record,
  required,
  type TextCheck,
  text,
  word,
} from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { fileName } from './authority-schema.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { exactlyOne } from './one-of.ts';
import type { ProblemList } from './problem-list.ts';
import { type ResourceReader, reasonOf } from './resources.ts';
import { isTufRoot } from './trust-file.ts';

const checkMirror: TextCheck = (written) => {
  const url = URL.parse(written);
  if (url === null || url.protocol !== 'https:') return 'must be a URL that starts with https://';
  if (url.username !== '' || url.password !== '') return 'has credentials in it, which belong in no policy';
  return url.search === '' && url.hash === '' ? undefined : 'is a folder: leave out what follows "?" or "#"';
};

const MESSAGE = 'a TrustedRoot message of Sigstore';

/** The schema of a `TrustRoot` document. */
export const TRUST_ROOT = record('Certificate authorities, logs and timestamp authorities that are trusted', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['TrustRoot'])),
  metadata: required(METADATA),
  spec: required(
    record(
      'Where it comes from',
      {
        file: optional(fileName(`A file with ${MESSAGE}, in JSON: trusted_root.json`)),
        json: optional(anyObject(`The same, written here`)),
        tuf: optional(
          record(
            'Where newer ones are had from, in the background',
            {
              mirror: required(text('The URL of the TUF repository', { check: checkMirror })),
              rootFile: optional(fileName('The root.json that its first metadata is checked with')),
              root: optional(anyObject('The same, written here')),
            },
            (tuf): RecordFault | undefined => exactlyOne(tuf, ['rootFile', 'root']),
          ),
        ),
      },
      (spec): RecordFault | undefined => exactlyOne(spec, ['file', 'json']),
    ),
  ),
});

export type TrustRootDocument = Infer<typeof TRUST_ROOT>;

/** What a trust root can vouch for. */
export interface TrustRootTraits {
  readonly hasCertificateAuthorities: boolean;
  readonly hasLogs: boolean;
  readonly hasTimestampAuthorities: boolean;
}

/** Of the public-good instance. */
export const PUBLIC_GOOD_TRAITS: TrustRootTraits = {
  hasCertificateAuthorities: true,
  hasLogs: true,
  hasTimestampAuthorities: true,
};

/** A trust root as authorities see it. */
export interface CompiledTrustRoot {
  readonly source: TrustRootSource;
  readonly traits: TrustRootTraits;
}

/** Reads a trust root; undefined where something is wrong with it, which the list then says. */
export function compileTrustRoot(
  { metadata: { name }, spec }: TrustRootDocument,
  document: SourceDocument,
  { problems, reader }: { readonly problems: ProblemList; readonly reader: ResourceReader },
): CompiledTrustRoot | undefined {
  const before = problems.count;
  const complain = (path: FieldPath, message: string) => problems.addAt(document, path, message);
  if (name === PUBLIC_GOOD) complain(['metadata', 'name'], `${PUBLIC_GOOD} is built in: choose another name`);
  const read = (path: FieldPath, file: string | undefined, written: unknown): string => {
    if (file === undefined) return JSON.stringify(written);
    try {
      return reader.file(document, file);
    } catch (error) {
      complain(path, `cannot be read: ${reasonOf(error)}`);
      return '';
    }
  };
  const at: FieldPath = ['spec', spec.file === undefined ? 'json' : 'file'];
  const json = read(at, spec.file, spec.json);
  const fault = json === '' ? undefined : reader.checkTrustedRoot(json);
  if (fault !== undefined) complain(at, `is no trust root: ${fault}`);
  const { tuf } = spec;
  const rootAt: FieldPath = ['spec', 'tuf', tuf?.rootFile === undefined ? 'root' : 'rootFile'];
  const root = tuf && read(rootAt, tuf.rootFile, tuf.root);
  if (root !== undefined && root !== '' && !isTufRoot(parsed(root))) {
    complain(rootAt, 'is no root.json of TUF: it has "signed" of type "root", and "signatures"');
  }
  if (problems.count > before) return undefined;
  return {
    source: { name, json, ...(tuf && root !== undefined && { tuf: { mirror: tuf.mirror, root } }) },
    traits: traitsOf(json),
  };
}

function traitsOf(json: string): TrustRootTraits {
  const root = parsed(json);
  const has = (field: string): boolean => {
    const entries = isObject(root) ? ownField(root, field) : undefined;
    return Array.isArray(entries) && entries.length > 0;
  };
  return {
    hasCertificateAuthorities: has('certificateAuthorities'),
    hasLogs: has('tlogs'),
    hasTimestampAuthorities: has('timestampAuthorities'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
