import { describe, expect, test } from '@jest/globals';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import { sbomOf } from '../../support/sbom/document.ts';
import { judgeSbom, LEFT_PAD, LOG4J, offences, offencesOf, PARTS } from './judge-sbom.ts';

describe('forbidden packages', () => {
  const deny = (...denyPackages: SbomTerms['denyPackages']) => ({ denyPackages });

  test('name the component, the entry and the reason', () => {
    const purl = 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1';
    const document = sbomOf('cyclonedx', { parts: PARTS });
    expect(judgeSbom(document, deny({ purl, reason: 'CVE-2021-44228' })).offences).toEqual([
      {
        term: 'sbom.deny.packages',
        message: `${LOG4J} is forbidden: 2.14.1 is in <2.17.1 (CVE-2021-44228)`,
        offender: {
          component: 'org.apache.logging.log4j/log4j-core',
          version: '2.14.1',
          purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
        },
      },
    ]);
  });

  test('each entry counts, in the order of the document and then of the policy', () => {
    const entries = [
      'pkg:npm/left-pad',
      'pkg:maven/*/log4j-core',
      'pkg:maven/*/log4j-core@<3',
      'pkg:npm/left-pad@>2.0.0',
    ];
    expect(offences(deny(...entries.map((purl) => ({ purl }))))).toEqual([
      `sbom.deny.packages: ${LOG4J} is forbidden: every version is meant`,
      `sbom.deny.packages: ${LOG4J} is forbidden: 2.14.1 is in <3`,
      `sbom.deny.packages: ${LEFT_PAD} is forbidden: every version is meant`,
    ]);
  });

  test('others may be there', () => {
    expect(offences(deny({ purl: 'pkg:npm/left-pad@<1.3.0' }, { purl: 'pkg:npm/log4j-core' }))).toEqual([]);
  });

  test('what cannot be told is forbidden', () => {
    expect(offences(deny({ purl: 'pkg:npm/secret@<2.0.0' }))).toEqual([
      'sbom.deny.packages: secret is forbidden: it has no version, so that it may be in <2.0.0 (by its name, as it has no package URL)',
    ]);
    expect(offencesOf(sbomOf('spdx', { parts: [{ name: '' }] }), deny({ purl: 'pkg:npm/x' }))).toEqual([
      'sbom.deny.packages: a component without a name (SPDXRef-Package-0) and without a purl that can be read may be forbidden',
    ]);
    expect(offences(deny({ purl: 'pkg:npm/x' }), { parts: [{ name: '', purl: 'pkg:npm/y@1' }] })).toEqual([]);
    expect(offences(deny({ purl: 'pkg:npm/x' }), { parts: [{ name: '', purl: 'y' }] })).toHaveLength(1);
  });

  test('the subject is no exception', () => {
    const subject = { name: 'log4j-core', version: '2.0', purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.0' };
    expect(offences(deny({ purl: 'pkg:maven/*/log4j-core@<2.17.1' }), { parts: [], subject })).toHaveLength(1);
  });

  test('a package that goes by several purls is forbidden by any of them, once', () => {
    const externalRefs = ['pkg:npm/a@1', 'pkg:npm/b@1'].map((referenceLocator) => ({
      referenceType: 'purl',
      referenceLocator,
    }));
    const document = { ...sbomOf('spdx', { parts: [] }), packages: [{ name: 'b', versionInfo: '1', externalRefs }] };
    expect(offencesOf(document, deny({ purl: 'pkg:npm/b' }))).toEqual([
      'sbom.deny.packages: b 1 (pkg:npm/b@1) is forbidden: every version is meant',
    ]);
    expect(offencesOf(document, deny({ purl: 'pkg:npm/*' }))).toHaveLength(1);
  });

  test('an entry that is no pattern is a fault of ours', () => {
    expect(() => judgeSbom({}, deny({ purl: 'lodash' }))).toThrow('lodash is no pattern of packages');
  });
});

test('required packages', () => {
  const requirePackages = [
    'pkg:npm/left-pad@>=1.0.0',
    'pkg:npm/left-pad@<1.0.0',
    'pkg:npm/secret@1.0.0',
    'pkg:pypi/pip',
  ];
  expect(offences({ requirePackages })).toEqual([
    'sbom.require.packages: it does not list pkg:npm/left-pad@<1.0.0',
    'sbom.require.packages: it does not list pkg:npm/secret@1.0.0, though secret may be it: it has no version, so that it may be 1.0.0 (by its name, as it has no package URL)',
    'sbom.require.packages: it does not list pkg:pypi/pip',
  ]);
  const subject = { name: 'pip', purl: 'pkg:pypi/pip@24' };
  expect(offences({ requirePackages: ['pkg:pypi/pip@>=24'] }, { subject })).toEqual([]);
});
