import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { load, policyText, problemsOf } from './harness.ts';
import { imageFaults, imagePolicy, withAuthorities } from './image-documents.ts';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const secret = pem.split('\n')[1] ?? '';

describe('a private key in a policy is said, and not quoted', () => {
  test.each<[string, JsonObject]>([
    ['signatures[0].key', withAuthorities({ name: 'a', key: pem })],
    ['signatures[0].key', withAuthorities({ name: 'a', key: pem.replaceAll('\n', '\\n') })],
    ['signatures[0].key.pem', withAuthorities({ name: 'a', key: { pem } })],
    ['signatures[0].key.file', withAuthorities({ name: 'a', key: { file: pem } })],
    ['signatures[0].name', withAuthorities({ name: pem, static: 'Allow' })],
    ['signatures[0].static', withAuthorities({ name: 'a', static: pem })],
    ['signatures', withAuthorities(pem)],
    ['images', imagePolicy({ images: pem })],
    ['images[0]', imagePolicy({ images: [pem] })],
    ['action', imagePolicy({ action: pem })],
  ])('%s', (field, document) => {
    const faults = imageFaults([document]);
    expect(faults).toEqual([expect.stringMatching(/holds a private key, which belongs in no policy/)]);
    expect(faults[0]).toContain(field);
    expect(faults[0]).not.toContain(secret.slice(0, 4));
  });
});

test('a rule may look for private keys', () => {
  const contains = `-----BEGIN ${['PRIVATE', 'KEY'].join(' ')}-----`;
  const rule = { id: 'no-keys', message: 'm', not: { assert: { path: '$.data.key', contains } } };
  expect(problemsOf(() => load(policyText([rule])))).toEqual([]);
});
