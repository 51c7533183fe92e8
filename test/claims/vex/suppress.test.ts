import { describe, expect, test } from '@jest/globals';
import { indexStatements } from '../../../src/claims/vex/suppress.ts';
import type { Offence, VexProduct, VexStatement } from '../../../src/model/attestation-verdict.ts';
import {
  CYCLONEDX,
  cycloneDx,
  found,
  IMAGE,
  IMAGE_PURL,
  LOG4J_ANY,
  LOG4J_PURL,
  openVex,
  STATEMENT,
  statementsOf,
  TIME,
} from './documents.ts';

const NOT_AFFECTED: VexStatement = {
  vulnerabilities: ['CVE-2021-44228'],
  status: 'not_affected',
  justification: 'component_not_present',
  time: TIME,
};
const AFFECTED: VexStatement = { ...NOT_AFFECTED, status: 'affected' };

function suppresses(
  statements: readonly VexStatement[],
  offence: Offence = found(),
  justifications?: readonly string[],
): boolean {
  const options = { digests: new Set([IMAGE]), ...(justifications && { justifications }) };
  return indexStatements(statements, options).suppress(offence) !== undefined;
}

const about = (...products: readonly VexProduct[]): VexStatement => ({ ...NOT_AFFECTED, products });
const product = (id: string, ...parts: readonly string[]): VexProduct => ({ ids: [id], parts });

describe('what suppresses', () => {
  test.each<[string, Partial<VexStatement>, boolean]>([
    ['not affected, with a justification', {}, true],
    ['not affected, with an impact statement', { justification: 'impact_statement' }, true],
    ['fixed', { status: 'fixed' }, true],
    ['affected', { status: 'affected' }, false],
    ['under investigation', { status: 'under_investigation' }, false],
    ['another vulnerability', { vulnerabilities: ['CVE-2021-4422'] }, false],
    ['another case', { vulnerabilities: ['x', 'cve-2021-44228 '] }, true],
  ])('%s', (_name, change, expected) => {
    expect(suppresses([{ ...NOT_AFFECTED, ...change }])).toBe(expected);
  });

  test('not affected, without a justification', () => {
    const { justification: _left, ...bare } = NOT_AFFECTED;
    expect(suppresses([bare])).toBe(false);
    expect(suppresses([{ ...bare, status: 'fixed' }])).toBe(true);
  });

  test('only justifications that are listed, which fixed needs not', () => {
    expect(suppresses([NOT_AFFECTED], found(), ['component_not_present'])).toBe(true);
    expect(suppresses([NOT_AFFECTED], found(), ['code_not_present'])).toBe(false);
    expect(suppresses([{ ...NOT_AFFECTED, status: 'fixed' }], found(), ['code_not_present'])).toBe(true);
  });

  test('other names of what a scan found', () => {
    const offence = found({ vulnerability: 'GHSA-jfh8-c2jp-5v3q', aliases: ['CVE-2021-44228'] });
    expect(suppresses([NOT_AFFECTED], offence)).toBe(true);
  });

  test('nothing but vulnerabilities', () => {
    expect(suppresses([NOT_AFFECTED], { term: 'vulnerabilities.scanners', message: 'x' })).toBe(false);
    expect(suppresses([NOT_AFFECTED], { term: 'sbom', message: 'x', offender: { component: 'log4j-core' } })).toBe(
      false,
    );
  });

  test('the statement that suppresses is told', () => {
    const index = indexStatements([AFFECTED, { ...NOT_AFFECTED, time: TIME + 1 }], { digests: new Set() });
    expect(index.suppress(found())).toEqual({ ...NOT_AFFECTED, time: TIME + 1 });
  });
});

describe('which products', () => {
  test.each<[string, readonly VexProduct[], boolean]>([
    ['none named', [], false],
    ['the image, by its digest', [product(IMAGE)], true],
    ['the image, by package URL', [product(IMAGE_PURL)], true],
    ['the image, by a package URL of type docker', [product(`pkg:docker/acme/app@${IMAGE}`)], true],
    ['another image', [product(IMAGE_PURL.replace('111', '211'))], false],
    ['an image by its tag', [product('pkg:oci/app?tag=1&repository_url=registry.example.com/app')], false],
    ['no name', [{ ids: [], parts: [] }], false],
    ['a name that says nothing', [product('https://example.com/app')], false],
    ['the component in the image', [product(IMAGE_PURL, LOG4J_PURL)], true],
    ['one of several', [product('x'), product(IMAGE_PURL, 'pkg:npm/x', LOG4J_PURL)], true],
    ['another component in the image', [product(IMAGE_PURL, 'pkg:npm/x')], false],
    ['a part that is no package URL', [product(IMAGE_PURL, 'log4j-core')], false],
    ['the component in another image', [product('pkg:oci/other', LOG4J_PURL)], false],
    ['the component', [product(LOG4J_PURL)], true],
    ['the component in all versions', [product(LOG4J_ANY)], true],
    ['the component in another version', [product(`${LOG4J_ANY}@2.14.0`)], false],
    ['a part of the component', [product(LOG4J_PURL, 'pkg:npm/x')], false],
    ['the component with the default type', [product(`${LOG4J_PURL}?type=jar`)], true],
    ['the component with another type', [product(`${LOG4J_PURL}?type=war`)], false],
    ['the component with a path', [product(`${LOG4J_PURL}#a/b`)], false],
    ['a component of another type', [product(LOG4J_PURL.replace('maven', 'npm'))], false],
  ])('%s', (_name, products, expected) => {
    expect(suppresses([about(...products)])).toBe(expected);
  });

  test('qualifiers that are named must be equal, and others do not matter', () => {
    const zlib = 'pkg:deb/debian/zlib1g@1.2.13';
    const offence = found({ purl: `${zlib}?arch=amd64&distro=debian-12` });
    expect(suppresses([about(product(zlib))], offence)).toBe(true);
    expect(suppresses([about(product(`${zlib}?arch=amd64`))], offence)).toBe(true);
    expect(suppresses([about(product(`${zlib}?arch=arm64`))], offence)).toBe(false);
    expect(suppresses([about(product(`${zlib}?epoch=1`))], offence)).toBe(false);
  });

  test('a component without a package URL is only meant with all of the image', () => {
    const { purl: _left, ...bare } = found().offender ?? {};
    const offence: Offence = { term: 'x', message: 'x', offender: bare };
    expect(suppresses([about(product(LOG4J_ANY))], offence)).toBe(false);
    expect(suppresses([NOT_AFFECTED], offence)).toBe(true);
    expect(suppresses([about(product(LOG4J_ANY))], found({ purl: 'log4j' }))).toBe(false);
  });

  test('the version may stand beside the package URL', () => {
    expect(suppresses([about(product(LOG4J_PURL))], found({ purl: LOG4J_ANY }))).toBe(true);
    expect(suppresses([about(product(LOG4J_PURL))], found({ purl: LOG4J_ANY, version: '2.14.0' }))).toBe(false);
  });
});

describe('the newest counts', () => {
  const later = (statement: VexStatement): VexStatement => ({ ...statement, time: TIME + 1 });
  const undated = ({ time: _left, ...statement }: VexStatement): VexStatement => statement;
  test.each<[string, readonly VexStatement[], boolean]>([
    ['a later affected takes back', [NOT_AFFECTED, later(AFFECTED)], false],
    ['an earlier affected does not', [AFFECTED, later(NOT_AFFECTED)], true],
    ['of equal ones, affected counts', [NOT_AFFECTED, AFFECTED], false],
    ['of equal ones, affected counts, whatever the order', [AFFECTED, NOT_AFFECTED], false],
    ['a later investigation takes back', [NOT_AFFECTED, later({ ...AFFECTED, status: 'under_investigation' })], false],
    ['affected without a time takes back', [later(NOT_AFFECTED), undated(AFFECTED)], false],
    ['not affected without a time is old', [undated(NOT_AFFECTED), AFFECTED], false],
    ['not affected without a time, alone', [undated(NOT_AFFECTED)], true],
    [
      'a later affected of the component takes back',
      [NOT_AFFECTED, later({ ...AFFECTED, products: [product(LOG4J_ANY)] })],
      false,
    ],
    [
      'a later affected of the image takes back',
      [about(product(LOG4J_PURL)), later({ ...AFFECTED, products: [product(IMAGE)] })],
      false,
    ],
    [
      'a later affected of another product does not',
      [NOT_AFFECTED, later({ ...AFFECTED, products: [product('pkg:npm/x')] })],
      true,
    ],
    ...(
      [
        ['the image by its name', [product('pkg:oci/app?repository_url=registry.example.com/app')], false],
        ['the component in the image by its name', [product('pkg:oci/app', LOG4J_PURL)], false],
        ['another component in the image by its name', [product('pkg:oci/app', 'pkg:npm/x')], true],
        ['a product that nobody can tell', [product('https://example.com/app')], false],
        ['a part that nobody can tell', [product(IMAGE, 'log4j-core')], false],
        ['no name', [{ ids: [], parts: [] }], false],
        ['an empty list of products', [], false],
        ['another image', [product(IMAGE_PURL.replace('111', '211'))], true],
        ['another image by its digest alone', [product(IMAGE.replace('111', '211'), LOG4J_PURL)], true],
      ] as const
    ).map(([of, products, expected]): [string, readonly VexStatement[], boolean] => [
      `a later affected of ${of} ${expected ? 'does not take back' : 'takes back'}`,
      [NOT_AFFECTED, later({ ...AFFECTED, products })],
      expected,
    ]),
    [
      'two of the same component: the later one',
      [later(about(product(LOG4J_PURL))), { ...AFFECTED, products: [product(LOG4J_PURL)] }],
      true,
    ],
  ])('%s', (_name, statements, expected) => {
    expect(suppresses(statements)).toBe(expected);
  });

  test('with more variants of a package than are looked through none counts', () => {
    const zlib = 'pkg:deb/debian/zlib1g@1';
    const statements = Array.from({ length: 65 }, (_, index) => about(product(`${zlib}?arch=${index}`)));
    const offence = found({ purl: `${zlib}?arch=1` });
    expect(suppresses(statements.slice(0, 64), offence)).toBe(true);
    expect(suppresses(statements, offence)).toBe(false);
  });
});

describe('whole documents', () => {
  test('of OpenVEX', () => {
    expect(suppresses(statementsOf(openVex(STATEMENT)))).toBe(true);
    expect(suppresses(statementsOf(openVex(STATEMENT)), found({ purl: 'pkg:npm/x@1' }))).toBe(false);
  });

  test('of CycloneDX', () => {
    const analysis = { state: 'resolved' };
    const statements = statementsOf(
      cycloneDx({ id: 'CVE-2021-44228', analysis, affects: [{ ref: 'the-image' }] }),
      CYCLONEDX,
    );
    expect(suppresses(statements)).toBe(true);
  });

  test('many statements and many findings', () => {
    const statements = Array.from({ length: 20_000 }, (_, index) => about(product(`pkg:npm/a${index}@1`)));
    const index = indexStatements(statements, { digests: new Set([IMAGE]) });
    const hits = Array.from({ length: 10_000 }, (_, at) => index.suppress(found({ purl: `pkg:npm/a${2 * at + 1}@1` })));
    expect(hits.filter((hit) => hit !== undefined)).toHaveLength(10_000);
    expect(index.suppress(found({ purl: 'pkg:npm/a20000@1' }))).toBeUndefined();
  });
});
