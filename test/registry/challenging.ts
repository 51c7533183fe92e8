import type { Handler } from '../support/http-server.ts';
import { answer, answerManifest, someManifest } from '../support/registry-peers.ts';

export const ME = { kind: 'basic', username: 'me', password: 'my:secret' } as const;
export const OTHER = { kind: 'basic', username: 'other', password: 'x' } as const;
/** What shows that it is `ME`. */
export const BASIC_ME = `Basic ${Buffer.from('me:my:secret').toString('base64')}`;

/** What those get who are let in. */
const manifest = someManifest();

/** A registry that lets in whoever shows one of these, and else challenges. */
export function lettingIn(values: ReadonlySet<string>, challenge: () => string): Handler {
  return ({ headers }, response) => {
    if (values.has(headers.authorization ?? '')) answerManifest(response, manifest);
    else answer(response, 401, { 'www-authenticate': challenge() });
  };
}
