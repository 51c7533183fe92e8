import { randomUUID, webcrypto } from 'node:crypto';
import { x509 } from '../../../certs/x509.ts';
import { type Listener, listenHttp } from '../../support/registry/listener.ts';

x509.cryptoProvider.set(webcrypto);

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

export const SERVICE = 'docker-registry';
export const TOKEN_ISSUER = 'token service of the tests';

/** What a token is for: `repository:team/app:pull,push`. */
interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** A token service (distribution spec, "Docker Registry v2 authentication via central service"). */
export interface TokenService extends Pick<Listener, 'url' | 'close'> {
  /** PEM of the certificate that its tokens are signed with. */
  readonly certificate: string;
  /** How many tokens were given out. */
  issued(): number;
  /** A token with all rights to one repository. */
  token(repository: string): Promise<string>;
}

/** Starts one with one user, who may pull and push everything; nobody else may do anything. */
export async function startTokenService(username: string, password: string): Promise<TokenService> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${TOKEN_ISSUER}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const x5c = [Buffer.from(certificate.rawData).toString('base64')];
  let issued = 0;
  const tokenFor = async (access: readonly Access[]) => {
    issued++;
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, nbf: now - 60, exp: now + 300 };
    const claims = { iss: TOKEN_ISSUER, aud: SERVICE, sub: username, jti: randomUUID(), access, ...times };
    const signed = [{ typ: 'JWT', alg: 'RS256', x5c }, claims].map(encoded).join('.');
    const signature = await webcrypto.subtle.sign(ALGORITHM.name, keys.privateKey, Buffer.from(signed));
    return `${signed}.${Buffer.from(signature).toString('base64url')}`;
  };
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const listener = await listenHttp((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://token.invalid');
    const { authorization } = request.headers;
    const scopes = authorization === expected ? searchParams.getAll('scope').map(accessOf) : [];
    tokenFor(scopes).then(
      (token) => {
        response.writeHead(authorization === undefined || authorization === expected ? 200 : 401);
        response.end(JSON.stringify({ token, expires_in: 300 }));
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return {
    url: listener.url,
    close: listener.close,
    certificate: certificate.toString('pem'),
    issued: () => issued,
    token: (name) => tokenFor([{ type: 'repository', name, actions: ['pull', 'push'] }]),
  };
}

function accessOf(scope: string): Access {
  const [type = '', ...rest] = scope.split(':');
  return { type, name: rest.slice(0, -1).join(':'), actions: (rest.at(-1) ?? '').split(',') };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
