import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Content } from '../../support/images/content.ts';
import { pushContent } from '../../support/registry/push.ts';
import { findDebianProgram } from './debian-program.ts';
import { freePort, startProgram, untilReady } from './program.ts';
import { SERVICE, startTokenService, TOKEN_ISSUER, type TokenService } from './token-service.ts';

/** A docker-registry that runs on the loopback interface, over plain HTTP, with nothing in it. */
export interface DockerRegistry {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly url: string;
  /** Who may pull; undefined: everybody. */
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** `127.0.0.1:port` of its token service; none without one. */
  readonly tokenHosts: readonly string[];
  /** How many tokens its token service gave out for requests; 0 without one. */
  tokensIssued(): number;
  push(content: Content): Promise<void>;
  /** What it has written about requests. */
  output(): string;
  close(): Promise<void>;
}

/** Starts Debian's docker-registry. It has no referrers API. `token`: its token service is on a port of its own. */
export async function startDockerRegistry(options: { readonly auth: 'none' | 'token' }): Promise<DockerRegistry> {
  const found = findDebianProgram('docker-registry');
  if ('missing' in found) throw new Error(found.missing);
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-docker-registry-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const credentials = options.auth === 'token' ? { username: 'puller', password: 'pull:secret' } : undefined;
    const service = credentials && (await startTokenService(credentials.username, credentials.password));
    if (service !== undefined) stack.defer(() => service.close());
    const host = `127.0.0.1:${await freePort()}`;
    const config = join(folder, 'config.json');
    const bundle = join(folder, 'token.crt');
    if (service !== undefined) await writeFile(bundle, service.certificate);
    await writeFile(config, JSON.stringify(configuration(host, join(folder, 'data'), service, bundle)));
    const program = startProgram(found.binary, ['serve', config], join(folder, 'log'));
    stack.defer(() => program.stop());
    const url = `http://${host}`;
    await untilReady(program, 'docker-registry', async () => (await fetch(`${url}/v2/`)).status < 500);
    let pushTokens = 0;
    const token = (repository: string) => {
      pushTokens++;
      return service?.token(repository) ?? Promise.reject(new Error('no token service'));
    };
    return {
      host,
      url,
      credentials,
      tokenHosts: service === undefined ? [] : [new URL(service.url).host],
      tokensIssued: () => (service?.issued() ?? 0) - pushTokens,
      push: (content) => pushContent(content, url, service && { token }),
      output: program.output,
      close: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** JSON is YAML, which is what it reads. */
function configuration(
  addr: string,
  rootdirectory: string,
  service: TokenService | undefined,
  rootcertbundle: string,
): object {
  const token = service && { realm: `${service.url}/token`, service: SERVICE, issuer: TOKEN_ISSUER, rootcertbundle };
  return {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory } },
    http: { addr, secret: 'of the tests' },
    ...(token && { auth: { token } }),
  };
}
