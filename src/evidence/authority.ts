import type { KeyObject } from 'node:crypto';
import { compileTextCondition, type TextMatcher } from '../claims/text-condition.ts';
import type { CertificateExtension, SigningAuthority, Transparency } from '../model/image-policy.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { type Anchors, isSelfSigned } from './chain.ts';
import type { WantedIdentity } from './identity.ts';
import { pemBlocks } from './pem.ts';
import { readPublicKeys } from './public-key.ts';
import { refuse } from './refused.ts';

const MOST_CERTIFICATES = 32;

interface Terms {
  readonly transparency: Transparency;
  /** Milliseconds. */
  readonly maxAge: number | undefined;
}

/** An authority ready for use. */
export type ReadyAuthority = Terms &
  (
    | ({ readonly kind: 'keyless' } & WantedIdentity)
    | { readonly kind: 'key'; readonly keys: readonly KeyObject[] }
    | { readonly kind: 'certificate'; readonly anchors: Anchors; readonly subject: TextMatcher }
  );

/** @throws Refused, or Error of a text condition, where the authority cannot be used */
export function readyAuthority(authority: SigningAuthority): ReadyAuthority {
  const { transparency, maxAge } = authority;
  const terms = { transparency, maxAge };
  switch (authority.kind) {
    case 'keyless':
      return {
        ...terms,
        kind: 'keyless',
        issuer: compileTextCondition(authority.issuer),
        subject: compileTextCondition(authority.subject),
        extensions: new Map(
          Object.entries(authority.extensions).map(([name, condition]) => [
            name as CertificateExtension,
            compileTextCondition(condition),
          ]),
        ),
      };
    case 'key':
      return { ...terms, kind: 'key', keys: readKeys(authority.keys) };
    case 'certificate':
      return {
        ...terms,
        kind: 'certificate',
        anchors: readAnchors(authority.certificates),
        subject: compileTextCondition(authority.subject),
      };
  }
}

function readKeys(texts: readonly string[]): readonly KeyObject[] {
  const keys = texts.flatMap((text) => readPublicKeys(text, 'a key of the authority'));
  return keys.length > 0 ? keys : refuse('the authority has no keys');
}

function readAnchors(texts: readonly string[]): Anchors {
  const what = 'a certificate of the authority';
  const certificates: readonly Certificate[] = texts
    .flatMap((text) => pemBlocks(text, 'CERTIFICATE', MOST_CERTIFICATES, what))
    .map(readCertificate);
  const roots = certificates.filter(isSelfSigned);
  if (roots.length === 0) refuse('the authority has no self-signed root certificate');
  return { roots, intermediates: certificates.filter((certificate) => !roots.includes(certificate)) };
}
