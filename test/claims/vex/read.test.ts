import { describe, expect, test } from '@jest/globals';
import type { VexProduct } from '../../../src/model/attestation-verdict.ts';
import { changed } from '../judging.ts';
import {
  ANALYZED,
  CYCLONEDX,
  cycloneDx,
  DAY,
  IMAGE,
  IMAGE_PURL,
  LOG4J_PURL,
  openVex,
  read,
  STATEMENT,
  statementsOf,
  TIME,
} from './documents.ts';

const NAMES = ['CVE-2021-44228', 'https://x.test/CVE-2021-44228', 'GHSA-jfh8-c2jp-5v3q'];

describe('OpenVEX', () => {
  test('a statement, with all that is looked at', () => {
    expect(read(openVex(STATEMENT))).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      maker: 'security@example.com',
      claimedTime: TIME,
      statements: [
        {
          vulnerabilities: NAMES,
          products: [{ ids: [IMAGE_PURL], parts: [LOG4J_PURL] }],
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
          time: TIME + DAY,
        },
      ],
    });
  });

  test.each<[string, object, object]>([
    ['a vulnerability as a text', { vulnerability: 'CVE-1' }, { vulnerabilities: ['CVE-1'] }],
    ['without a time of its own', { timestamp: undefined }, { time: TIME }],
    [
      'an impact statement in place of a justification',
      { justification: undefined, impact_statement: 'never called' },
      { justification: 'impact_statement' },
    ],
    ['both: the justification', { impact_statement: 'never called' }, { justification: STATEMENT.justification }],
    ['fixed', { status: 'fixed', justification: undefined }, { status: 'fixed' }],
    ['affected', { status: 'affected' }, { status: 'affected' }],
    ['under investigation', { status: 'under_investigation' }, { status: 'under_investigation' }],
  ])('%s', (_name, change, expected) => {
    expect(statementsOf(openVex({ ...STATEMENT, ...change }))).toMatchObject([expected]);
  });

  test.each<[string, object, readonly VexProduct[] | undefined]>([
    [
      'as texts',
      { products: [IMAGE_PURL, ' x '] },
      [
        { ids: [IMAGE_PURL], parts: [] },
        { ids: ['x'], parts: [] },
      ],
    ],
    ['absent', { products: undefined }, undefined],
    ['empty', { products: [] }, []],
    [
      'with identifiers and hashes',
      {
        products: [
          {
            '@id': 'x',
            identifiers: { purl: IMAGE_PURL, cpe23: 'cpe' },
            hashes: { 'sha-256': IMAGE.slice(7), sha256: IMAGE.slice(7), 'sha-512': 'x', sha1: 'y' },
          },
        ],
      },
      [{ ids: ['x', IMAGE_PURL, IMAGE], parts: [] }],
    ],
    ['with hashes that are none', { products: [{ hashes: { 'sha-256': 'x' } }] }, [{ ids: [], parts: [] }]],
    [
      'with parts beside them, as before v0.2.0',
      { products: [IMAGE_PURL], subcomponents: [LOG4J_PURL] },
      [{ ids: [IMAGE_PURL], parts: [LOG4J_PURL] }],
    ],
    [
      'with parts that have no name',
      { products: [{ '@id': IMAGE_PURL, subcomponents: [{}] }] },
      [{ ids: [], parts: [] }],
    ],
  ])('products %s', (_name, change, products) => {
    expect(statementsOf(openVex({ ...STATEMENT, ...change }))[0]?.products).toEqual(products);
  });

  test('what gives no time that can be read has none', () => {
    const [statement] = statementsOf(openVex({ ...STATEMENT, timestamp: 'yesterday' }));
    expect(statement).not.toHaveProperty('time');
  });

  test.each<[string, unknown, string]>([
    ['another context', { ...openVex(), '@context': 'https://x.test' }, 'no @context of OpenVEX'],
    ['no statements', changed(openVex(), 'statements', undefined), 'no list of statements'],
    ['a text', 'text', 'the predicate is not an object'],
    ['a status nobody knows', openVex({ ...STATEMENT, status: 'fine' }), 'has the status "fine", which is none of'],
    ['no status', openVex({ ...STATEMENT, status: undefined }), 'has the status ""'],
    ['no vulnerability', openVex({ ...STATEMENT, vulnerability: undefined }), 'names no vulnerability'],
    ['an empty name', openVex({ ...STATEMENT, vulnerability: ' ' }), 'names no vulnerability'],
    ['parts of nothing', openVex({ ...STATEMENT, products: null, subcomponents: ['x'] }), 'and of no product'],
    ['a number for a product', openVex({ ...STATEMENT, products: [1] }), 'neither a text nor an object'],
    ['a text for products', openVex({ ...STATEMENT, products: 'x' }), 'products is not a list'],
    [
      'many statements',
      openVex(...Array(5_001).fill({ ...STATEMENT, vulnerability: 'CVE-1', products: undefined })),
      'more than 5000 statements',
    ],
    [
      'many pairs',
      openVex({
        ...STATEMENT,
        vulnerability: { name: 'a', aliases: Array.from({ length: 1_000 }, (_, index) => `${index}`) },
        products: Array(1_000).fill('x'),
      }),
      'more than 25000 pairs',
    ],
  ])('says nothing at all with %s', (_name, document, reason) => {
    const reading = read(document);
    expect(reading.statements).toBeUndefined();
    expect(reading.offences).toHaveLength(1);
    expect(reading.offences[0]).toMatchObject({ term: 'vex', message: expect.stringContaining(reason) });
  });

  test('another type says nothing', () => {
    expect(read(openVex(STATEMENT), 'https://x.test/y').offences[0]?.message).toContain('is no VEX document');
  });
});

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
