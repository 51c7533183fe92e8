import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { imagePolicy, type LoadSetting, loadImages, trustRoot } from './image-documents.ts';

const root = (note: string): JsonObject => ({
  mediaType: note,
  certificateAuthorities: [{}],
  tlogs: [{}],
  timestampAuthorities: [{}],
});

const load = (setting: LoadSetting, ...documents: readonly JsonObject[]) =>
  loadImages([...documents, imagePolicy()], setting);
const given = new Map([
  ['other', JSON.stringify(root('given'))],
  ['own', JSON.stringify(root('given'))],
  ['public-good', JSON.stringify(root('given'))],
]);

test('count where no file declares one of that name; the built-in one is not theirs to name', () => {
  const { images } = load({ trustRoots: given }, trustRoot({ json: root('declared') }));
  expect(images.trustRoots).toEqual([
    { name: 'own', json: JSON.stringify(root('declared')) },
    { name: 'other', json: JSON.stringify(root('given')) },
  ]);
});

test('are part of the version of the policies', () => {
  const one = load({ trustRoots: new Map([['other', JSON.stringify(root('one'))]]) });
  const two = load({ trustRoots: new Map([['other', JSON.stringify(root('two'))]]) });
  expect(one.version).not.toBe(two.version);
  expect(load({}).version).not.toBe(one.version);
});

test('that are not sound are named', () => {
  expect(() => load({ trustRoots: new Map([['other', '{}']]) })).toThrow('(given) trust root other:1:');
});
