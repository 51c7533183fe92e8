import { expect, test } from '@jest/globals';
import { readSbom } from '../../../src/claims/sbom/read.ts';
import { summarizeSbom } from '../../../src/claims/sbom/summary.ts';
import { sbomOf } from '../../support/sbom/document.ts';

test.each(['cyclonedx', 'spdx'] as const)('what is in a document of %s', (format) => {
  const parts = [
    { name: 'a', version: '1', purl: 'pkg:npm/a@1', license: 'MIT', supplier: 'Acme', needs: ['pkg:npm/b@1'] },
    { name: 'b', purl: 'pkg:npm/b@1', license: 'MIT' },
    { name: 'c', purl: 'pkg:deb/debian/c@1', license: '__proto__' },
    { name: 'd', purl: 'no' },
    { name: 'e' },
  ];
  const expected = {
    types: [
      { name: 'npm', count: 2 },
      { name: 'deb', count: 1 },
      { name: 'no purl', count: 1 },
      { name: 'unreadable purl', count: 1 },
    ],
    licenses: [
      { name: 'MIT', count: 2 },
      { name: 'no licence', count: 2 },
      { name: '__proto__', count: 1 },
    ],
  };
  const summary = summarizeSbom(readSbom(sbomOf(format, { parts })));
  expect(summary).toMatchObject(expected);
  expect(summary.ntia).toMatchObject({
    author: true,
    timestamp: true,
    components: 5,
    having: { supplier: 1, name: 5, version: 1 },
  });
  expect(summarizeSbom(readSbom(sbomOf(format, { parts })))).toEqual(summary);
});
