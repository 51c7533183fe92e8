import { describe, expect, test } from '@jest/globals';
import type { VexProduct } from '../../../src/model/attestation-verdict.ts';
import { changed } from '../judging.ts';
import { DAY, IMAGE, IMAGE_PURL, LOG4J_PURL, openVex, read, STATEMENT, statementsOf, TIME } from './documents.ts';

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
