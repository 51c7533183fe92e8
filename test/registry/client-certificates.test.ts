import type { TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import type { RegistrySettings } from '../../src/model/image-policy.ts';
import { NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import { createAuthority } from '../support/certificates.ts';
import {
  answer,
  answerManifest,
  failureOf,
  NEVER,
  Peers,
  REPOSITORY,
  settingsFor,
  someManifest,
  tunnelProxy,
} from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

/** The one that is asked, and another one that knows us by our certificate. */
const ASKED = 'registry.example.com';
const OTHER = 'internal.example.org';

interface Setting {
  readonly leads: 'redirect' | 'realm';
  readonly settings?: Partial<RegistrySettings>;
  /** Whether the registry that is asked has a client certificate as well. */
  readonly hasOwn?: boolean;
}

/** Whether our certificate was shown to the other host, where the one that is asked leads there. */
async function shownToOther({ leads, settings = {}, hasOwn = false }: Setting): Promise<readonly boolean[]> {
  const authority = await createAuthority();
  const [leaf, clientCertificate] = await Promise.all([
    authority.issue({ names: [ASKED, OTHER] }),
    authority.issue({ usage: 'client', names: ['tidewaiter'] }),
  ]);
  const shown: boolean[] = [];
  const server = await peers.serve(
    ({ headers }, response) => {
      if (headers.host === OTHER) {
        shown.push((response.socket as TLSSocket).authorized);
        if (leads === 'realm') answer(response, 200, {}, '{"token":"good"}');
        else answerManifest(response, someManifest());
      } else if (leads === 'redirect') {
        answer(response, 307, { location: `https://${OTHER}/x` });
      } else if (headers.authorization === undefined) {
        answer(response, 401, { 'www-authenticate': `Bearer realm="https://${OTHER}/token"` });
      } else {
        answerManifest(response, someManifest());
      }
    },
    { ...leaf, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
  );
  const { proxy } = await tunnelProxy(peers, server.port);
  const secure = { insecure: false, ca: authority.cert };
  const own = hasOwn ? { clientCertificate } : {};
  const client = peers.client(
    [
      settingsFor({ host: ASKED }, { ...secure, ...own, ...settings }),
      settingsFor({ host: OTHER }, { ...secure, clientCertificate }),
    ],
    { env: { HTTPS_PROXY: `http://${proxy.host}` } },
  );
  const name = { registry: ASKED, repository: REPOSITORY };
  expect(await failureOf(client.source(NO_CREDENTIALS).manifest(name, 'v1', NEVER))).toBeUndefined();
  return shown;
}

test('a registry that names a token service gets no token that our certificate would open', async () => {
  expect(await shownToOther({ leads: 'realm' })).toEqual([false]);
});

test('a token service that the registry was declared with is shown its certificate', async () => {
  expect(await shownToOther({ leads: 'realm', settings: { tokenHosts: [OTHER] } })).toEqual([true]);
});

test('a registry that redirects does not make us show our certificate elsewhere', async () => {
  expect(await shownToOther({ leads: 'redirect' })).toEqual([false]);
});

test('a registry that knows us by a certificate may redirect to another one that does', async () => {
  expect(await shownToOther({ leads: 'redirect', hasOwn: true })).toEqual([true]);
});
