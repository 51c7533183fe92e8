import { describe, expect, test } from '@jest/globals';
import { changed } from '../judging.ts';
import {
  ANALYZED,
  CYCLONEDX,
  cycloneDx,
  DAY,
  IMAGE,
  LOG4J_PURL,
  openVex,
  read,
  statementsOf,
  TIME,
} from './documents.ts';

describe('VEX of CycloneDX', () => {
  test('a vulnerability, with all that is looked at', () => {
    expect(read(cycloneDx(ANALYZED), CYCLONEDX)).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      maker: 'cyclonedx',
      claimedTime: TIME,
      statements: [
        {
          vulnerabilities: ['CVE-2021-44228', 'GHSA-jfh8-c2jp-5v3q'],
          products: [{ ids: [LOG4J_PURL], parts: [] }],
          status: 'not_affected',
          justification: 'code_not_reachable',
          time: TIME,
        },
      ],
    });
  });

  test.each([
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
    [undefined, 'under_investigation'],
  ])('the state %s is %s', (state, status) => {
    const [statement] = statementsOf(cycloneDx({ ...ANALYZED, analysis: { state } }), CYCLONEDX);
    expect(statement?.status).toBe(status);
    expect(statement).not.toHaveProperty('justification');
  });

  test('details stand for an impact statement, and the analysis has a time', () => {
    const analysis = { state: 'not_affected', detail: 'x', lastUpdated: '2026-11-02T00:00:00Z' };
    expect(statementsOf(cycloneDx({ ...ANALYZED, analysis }), CYCLONEDX)).toMatchObject([
      { justification: 'impact_statement', time: TIME + DAY },
    ]);
    const odd = { ...analysis, lastUpdated: 'x' };
    expect(statementsOf(cycloneDx({ ...ANALYZED, analysis: odd }), CYCLONEDX)[0]).not.toHaveProperty('time');
  });

  const LINK = 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#';
  test.each<[string, unknown, readonly string[]]>([
    ['the image', { ref: 'the-image' }, [IMAGE]],
    ['a nested component', { ref: 'inner' }, ['pkg:npm/inner']],
    ['two components of one reference', { ref: 'twice' }, []],
    ['nothing that is known', { ref: 'other' }, []],
    ['no reference', {}, []],
    ['a package URL', { ref: 'pkg:npm/x@1' }, ['pkg:npm/x@1']],
    ['a link into this document', { ref: `${LINK}log4j` }, [LOG4J_PURL]],
    ['a link to a package URL of another', { ref: 'urn:cdx:other/1#pkg%3Anpm%2Fx%401' }, ['pkg:npm/x@1']],
    ['a link to a name of another', { ref: 'urn:cdx:other/1#log4j' }, []],
    ['a link that is not encoded well', { ref: `${LINK}%` }, []],
    [
      'a version that is unaffected',
      { ref: 'log4j', versions: [{ version: '2.14.1', status: 'unaffected' }] },
      [LOG4J_PURL],
    ],
    ['another version', { ref: 'log4j', versions: [{ version: '2', status: 'unaffected' }] }, []],
    ['a version that is affected', { ref: 'log4j', versions: [{ version: '2.14.1' }] }, []],
    ['a range', { ref: 'log4j', versions: [{ range: 'vers:maven/*', status: 'unaffected' }] }, []],
    [
      'versions of a package URL without one',
      { ref: 'inner', versions: ['1', '2'].map((version) => ({ version, status: 'unaffected' })) },
      ['pkg:npm/inner@1', 'pkg:npm/inner@2'],
    ],
    ['versions of the image', { ref: 'the-image', versions: [{ version: '1', status: 'unaffected' }] }, []],
  ])('affects %s', (_name, affected, ids) => {
    const [statement] = statementsOf(cycloneDx({ ...ANALYZED, affects: [affected] }), CYCLONEDX);
    expect(statement?.products).toEqual([{ ids, parts: [] }]);
  });

  test('versions do not narrow what speaks against the image', () => {
    const affects = [{ ref: 'log4j', versions: [{ range: 'vers:maven/*' }] }];
    const document = cycloneDx({ ...ANALYZED, analysis: { state: 'exploitable' }, affects });
    expect(statementsOf(document, CYCLONEDX)[0]?.products).toEqual([{ ids: [LOG4J_PURL], parts: [] }]);
  });

  test('what affects nothing that is named speaks for nothing, and against all', () => {
    const without = { ...ANALYZED, affects: undefined };
    const [good, bad] = statementsOf(cycloneDx(without, { ...without, analysis: { state: 'exploitable' } }), CYCLONEDX);
    expect(good?.products).toEqual([]);
    expect(bad).not.toHaveProperty('products');
  });

  test('a list of components without vulnerabilities says nothing', () => {
    expect(statementsOf(changed(cycloneDx(), 'vulnerabilities', undefined), CYCLONEDX)).toEqual([]);
    expect(statementsOf({ bomFormat: 'CycloneDX', vulnerabilities: [ANALYZED] }, CYCLONEDX)).toHaveLength(1);
  });

  test('is read as well where the statement calls it VEX', () => {
    const document = cycloneDx(ANALYZED);
    expect(read(document, 'https://cyclonedx.org/vex')).toEqual(read(document, CYCLONEDX));
    expect(read(openVex(), 'https://cyclonedx.org/vex').offences).toMatchObject([{ term: 'vex' }]);
  });

  test.each<[string, unknown, string]>([
    ['another format', openVex(), 'the predicate is not CycloneDX'],
    ['a state nobody knows', cycloneDx({ ...ANALYZED, analysis: { state: 'fine' } }), 'has the state "fine"'],
    ['no name', cycloneDx({ ...ANALYZED, id: '', references: [] }), 'names no vulnerability'],
    ['a text for vulnerabilities', changed(cycloneDx(), 'vulnerabilities', 'x'), 'vulnerabilities is not a list'],
    [
      'many components',
      changed(cycloneDx(), 'components', [
        { components: Array(150_000).fill({}) },
        { components: Array(150_000).fill({}) },
      ]),
      'more than 200000 components',
    ],
  ])('says nothing at all with %s', (_name, document, reason) => {
    const { offences, statements } = read(document, CYCLONEDX);
    expect(statements).toBeUndefined();
    expect(offences).toMatchObject([{ term: 'vex', message: expect.stringContaining(reason) }]);
  });
});
