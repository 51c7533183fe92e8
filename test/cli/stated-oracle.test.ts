import { describe, expect, test } from '@jest/globals';
import { StatedOracle } from '../../src/cli/stated-oracle.ts';
import type { ImageQuestion } from '../../src/model/image-evidence.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

function reference(text: string) {
  const parsed = parseImageReference(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.reference;
}

const about = (kind: 'digest' | 'config', text: string): ImageQuestion =>
  kind === 'digest'
    ? { about: kind, reference: reference(text), pullSecrets: [] }
    : { about: kind, reference: reference(text) };

const created = '2026-11-01T12:00:00Z';
const oracle = new StatedOracle([
  {
    reference: reference('registry.example.com/app:1'),
    digest: DIGEST,
    signedBy: [],
    attestations: [],
    user: 'app',
    created,
  },
  { reference: reference('nginx'), digest: OTHER, signedBy: [], attestations: [], user: '', created: undefined },
  { reference: reference(`registry.example.com/down@${OTHER}`), unavailable: 'it is down' },
]);

describe('what a case states of images', () => {
  test.each([
    ['by tag', 'registry.example.com/app:1', DIGEST],
    ['by digest', `registry.example.com/app@${DIGEST}`, DIGEST],
    ['by digest, whatever the tag', `registry.example.com/app:2@${DIGEST}`, DIGEST],
    ['without a tag, which means latest', 'docker.io/library/nginx:latest', OTHER],
  ])('is found %s', async (_, image, digest) => {
    const platforms = [{ digest, platform: 'linux/amd64' }];
    const known = { state: 'known', value: expect.objectContaining({ digest, kind: 'manifest', platforms }) };
    expect(oracle.recall(about('digest', image))).toEqual(known);
    expect(await oracle.ask(about('digest', image))).toEqual(known);
  });

  test('is the config, too', () => {
    expect(oracle.recall(about('config', 'registry.example.com/app:1'))).toEqual({
      state: 'known',
      value: [expect.objectContaining({ digest: DIGEST, user: 'app', created, platform: 'linux/amd64' })],
    });
    expect(oracle.recall(about('config', 'nginx'))).toMatchObject({ value: [{ user: '', created: undefined }] });
  });

  test.each([
    'registry.example.com/app:2',
    `registry.example.com/app@${OTHER}`,
    'registry.example.com/other:1',
    'app:1',
  ])('is not about %s', (image) => {
    expect(oracle.recall(about('digest', image))).toMatchObject({ state: 'unavailable', cause: 'absent' });
  });

  test('is that the registry is down', () => {
    const down = { state: 'unavailable', cause: 'unreachable', reason: 'it is down' };
    expect(oracle.recall(about('digest', `registry.example.com/down:1@${OTHER}`))).toEqual(down);
  });
});
