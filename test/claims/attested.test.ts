import { expect, test } from '@jest/globals';
import { compileAttested } from '../../src/claims/attested.ts';

const read = (predicate: unknown) => compileAttested()({ predicateType: 'x', predicate, subjects: new Set() });
const NOTHING = { offences: [], unlisted: 0, unlistedWarnings: 0 };
const TIME = '2026-11-01T12:00:00Z';

test.each<[string, unknown, string]>([
  ['CycloneDX', { bomFormat: 'CycloneDX', metadata: { timestamp: TIME } }, 'cyclonedx'],
  ['SPDX as a text', JSON.stringify({ spdxVersion: 'SPDX-2.3', creationInfo: { created: TIME } }), 'spdx'],
  ['OpenVEX', { '@context': 'https://openvex.dev/ns', author: 'Acme', timestamp: TIME }, 'openvex by Acme'],
  [
    'SLSA v1',
    { buildDefinition: {}, runDetails: { builder: { id: 'https://b.example' }, metadata: { finishedOn: TIME } } },
    'provenance by https://b.example',
  ],
  ['SLSA v0.2', { builder: { id: 'b' }, buildType: 't', metadata: { buildFinishedOn: TIME } }, 'provenance by b'],
  ['a scan', { scanner: { uri: 'trivy' }, metadata: { scanStartedOn: TIME } }, 'cosign-vuln by trivy'],
  ['a custom one', { Data: 'hello', Timestamp: TIME }, 'text'],
])('time and maker of %s', (_, predicate, maker) => {
  expect(read(predicate)).toEqual({ ...NOTHING, claimedTime: Date.parse(TIME), maker });
});

test.each([null, [], '{', { runDetails: 5, buildDefinition: 1 }, { builder: { id: '' }, buildType: '' }])(
  'nothing can be told of %j, and that is no offence',
  (predicate) => {
    const { claimedTime, maker, ...rest } = read(predicate);
    expect(claimedTime).toBeUndefined();
    expect(maker).toMatch(/^(unknown|provenance)$/);
    expect(rest).toEqual(NOTHING);
  },
);
