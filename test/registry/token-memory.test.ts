import { afterEach, expect, test } from '@jest/globals';
import { Authorizations } from '../../src/registry/authorization.ts';
import { resolveBySystem } from '../../src/registry/connector.ts';
import { DEFAULT_LIMITS, Dispatchers } from '../../src/registry/dispatcher.ts';
import { Endpoints } from '../../src/registry/endpoint.ts';
import { TokenClient } from '../../src/registry/token.ts';
import { Transport } from '../../src/registry/transport.ts';
import { answer, NEVER, Peers, settingsFor } from '../support/registry-peers.ts';

const peers = new Peers();
afterEach(() => peers.close());

test('tokens are remembered, but not more than 8 MiB of them', async () => {
  const token = 'x'.repeat(32 * 1_024);
  const server = await peers.serve((_, response) =>
    answer(response, 200, {}, JSON.stringify({ token, expires_in: 3_600 })),
  );
  const dispatchers = new Dispatchers({ limits: DEFAULT_LIMITS, env: {}, resolve: resolveBySystem });
  const transport = new Transport({ dispatchers, limits: DEFAULT_LIMITS, now: Date.now });
  const endpoints = new Endpoints([settingsFor(server)]);
  const client = new TokenClient(transport, { now: Date.now, random: Math.random });
  const authorizations = new Authorizations(client, endpoints, Date.now);
  const askers = Array.from({ length: 270 }, (_, i) => {
    const endpoint = endpoints.endpointOf(server.host);
    return { endpoint, repository: `team/app${i}`, keychainId: '', index: 0, credential: undefined };
  });
  const scheme = { kind: 'bearer', realm: `http://${server.host}/token`, service: undefined } as const;
  for (const asker of askers) await authorizations.obtain(asker, scheme, NEVER);
  const remembered = askers.filter((asker) => authorizations.remembered(asker) !== undefined);
  expect(remembered.length).toBeGreaterThan(200);
  expect(remembered.length).toBeLessThanOrEqual(256);
  expect(remembered.at(-1)).toBe(askers.at(-1));
  await transport.close();
});
