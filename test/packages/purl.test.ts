import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPurl, parsePurl } from '../../src/packages/purl.ts';

/** What `parsePurl` makes of a text: the parts that are there, or the reason. */
function read(text: string): unknown {
  const result = parsePurl(text);
  if (!result.ok) return result.reason;
  const { qualifiers, ...parts } = result.purl;
  const there = Object.entries({ ...parts, qualifiers: Object.fromEntries(qualifiers) }).filter(
    ([, value]) => value !== '' && Object.keys(value).length > 0,
  );
  return Object.fromEntries(there);
}

describe('parsePurl', () => {
  test.each([
    ['pkg:npm/lodash@4.17.21', { type: 'npm', name: 'lodash', version: '4.17.21' }],
    ['pkg:npm/%40angular/core@17.1.0', { type: 'npm', namespace: '@angular', name: 'core', version: '17.1.0' }],
    ['pkg:pypi/django', { type: 'pypi', name: 'django' }],
    [
      'pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?classifier=sources&type=jar',
      {
        type: 'maven',
        namespace: 'org.apache.xmlgraphics',
        name: 'batik-anim',
        version: '1.9.1',
        qualifiers: { classifier: 'sources', type: 'jar' },
      },
    ],
    [
      'pkg:golang/google.golang.org/genproto@abcdedf#googleapis/api/annotations',
      {
        type: 'golang',
        namespace: 'google.golang.org',
        name: 'genproto',
        version: 'abcdedf',
        subpath: 'googleapis/api/annotations',
      },
    ],
    [
      'pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64',
      { type: 'deb', namespace: 'debian', name: 'attr', version: '1:2.4.47-2+b1', qualifiers: { arch: 'amd64' } },
    ],
    [
      'pkg:docker/customer/image@sha256%3A244fd47e07d10?repository_url=gcr.io',
      {
        type: 'docker',
        namespace: 'customer',
        name: 'image',
        version: 'sha256:244fd47e07d10',
        qualifiers: { repository_url: 'gcr.io' },
      },
    ],
    ['pkg:github/a/b@refs/heads/main', { type: 'github', namespace: 'a', name: 'b', version: 'refs/heads/main' }],
    ['pkg:cpan/Perl::Version@1.013', { type: 'cpan', name: 'Perl::Version', version: '1.013' }],
    ['pkg:swift/github.com/a/b@1', { type: 'swift', namespace: 'github.com/a', name: 'b', version: '1' }],
  ])('reads the parts of %s', (text, parts) => {
    expect(read(text)).toEqual(parts);
  });

  test.each([
    ['a scheme in upper case', 'PKG:npm/lodash@1', 'pkg:npm/lodash@1'],
    ['slashes behind the scheme', 'pkg:///npm/lodash@1', 'pkg:npm/lodash@1'],
    ['a type in upper case', 'pkg:NPM/lodash@1', 'pkg:npm/lodash@1'],
    ['slashes too many', 'pkg:maven//org.a///b//@1', 'pkg:maven/org.a/b@1'],
    ['space around it', ' pkg:npm/lodash@1\n', 'pkg:npm/lodash@1'],
    ['a bare scope', 'pkg:npm/@babel/core@7', 'pkg:npm/%40babel/core@7'],
    ['a bare scope without a version', 'pkg:npm/@babel/core', 'pkg:npm/%40babel/core'],
    ['a bare scope behind two slashes', 'pkg:npm//@babel/core', 'pkg:npm/%40babel/core'],
    ['an encoded separator in a namespace', 'pkg:golang/github.com%2Fa/b@1', 'pkg:golang/github.com/a/b@1'],
    ['encoded letters', 'pkg:npm/%6Co%64ash@1', 'pkg:npm/lodash@1'],
    ['qualifiers out of order', 'pkg:deb/debian/a@1?Distro=x&arch=y', 'pkg:deb/debian/a@1?arch=y&distro=x'],
    ['empty qualifiers', 'pkg:deb/debian/a@1?arch=&&distro=x', 'pkg:deb/debian/a@1?distro=x'],
    ['an empty version', 'pkg:npm/a@', 'pkg:npm/a'],
    ['subpaths that lead elsewhere', 'pkg:golang/a/b#/../x/./y/%2E%2E/', 'pkg:golang/a/b#x/y'],
    ['a "?" within a qualifier', 'pkg:npm/a@1?u=x?y', 'pkg:npm/a@1?u=x%3Fy'],
    ['what has to be encoded', "pkg:npm/a@1%21'%28%29%2A~", 'pkg:npm/a@1%21%27%28%29%2A~'],
  ])('takes %s', (_, text, canonical) => {
    const result = parsePurl(text);
    expect(result.ok && formatPurl(result.purl)).toBe(canonical);
  });

  test.each([
    ['npm/Foo', 'npm/foo'],
    ['npm/%40Scope/Foo', 'npm/%40scope/foo'],
    ['pypi/Zope_Interface', 'pypi/zope-interface'],
    ['pypi/zope.__.interface', 'pypi/zope-interface'],
    ['github/Package-URL/Purl-Spec@A', 'github/package-url/purl-spec@A'],
    ['bitbucket/Birkenfeld/Pygments', 'bitbucket/birkenfeld/pygments'],
    ['golang/github.com/Masterminds/Semver', 'golang/github.com/masterminds/semver'],
    ['deb/Debian/Curl', 'deb/debian/curl'],
    ['apk/Alpine/Curl', 'apk/alpine/curl'],
    ['alpm/Arch/Pacman', 'alpm/arch/pacman'],
    ['rpm/Fedora/ImageMagick', 'rpm/fedora/ImageMagick'],
    ['composer/Laravel/Laravel', 'composer/laravel/laravel'],
    ['hex/Acme/Foo', 'hex/acme/foo'],
    ['cpan/drolsky/DateTime', 'cpan/DROLSKY/DateTime'],
    ['pub/Foo-Bar', 'pub/foo_bar'],
    ['huggingface/A/B@ABC', 'huggingface/A/B@abc'],
    ['nuget/EnterpriseLibrary.Common', 'nuget/EnterpriseLibrary.Common'],
    ['maven/Org.A/B', 'maven/Org.A/B'],
    ['gem/RedCloth', 'gem/RedCloth'],
    ['cargo/Rand', 'cargo/Rand'],
    ['constructor/__proto__', 'constructor/__proto__'],
  ])('writes pkg:%s as its type does', (text, canonical) => {
    const result = parsePurl(`pkg:${text}`);
    expect(result.ok && formatPurl(result.purl)).toBe(`pkg:${canonical}`);
  });

  test.each([
    ['', 'it does not begin with "pkg:"'],
    ['lodash', 'it does not begin with "pkg:"'],
    ['pkg', 'it does not begin with "pkg:"'],
    ['pkg:', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:npm', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:npm/', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:npm///@1', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:npm@1.0', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:npm?a=b/c', 'it has no name: pkg:TYPE/NAME'],
    ['pkg:np%6d/a', '"np%6d" is no type of packages'],
    ['pkg:3d/a', '"3d" is no type of packages'],
    ['pkg:npm/%zz', '"%zz" is not percent-encoded UTF-8'],
    ['pkg:npm/a@%ff', '"%ff" is not percent-encoded UTF-8'],
    ['pkg:npm/a@1@2', 'it has "@" more than once: in a name and in a version write %40'],
    ['pkg:npm/a?b', 'the qualifier "b" has no "="'],
    ['pkg:npm/a?%62=c', '"%62" is no key of a qualifier'],
    ['pkg:npm/a?=c', '"" is no key of a qualifier'],
    ['pkg:npm/a?b=c&B=d', 'it has the qualifier "b" more than once'],
    ['pkg:npm/\u202e%', '"\\u{202e}%" is not percent-encoded UTF-8'],
  ])('refuses %j', (text, reason) => {
    expect(read(text)).toBe(reason);
  });

  test('has a bound', () => {
    const name = 'a'.repeat(4096 - 'pkg:npm/'.length);
    expect(parsePurl(`pkg:npm/${name}`).ok).toBe(true);
    expect(read(`pkg:npm/${name}a`)).toBe('it has 4097 characters, and a package URL may have at most 4096');
  });

  const piece = fc.constantFrom(
    'a',
    'B',
    '/',
    '@',
    '%2F',
    '%40',
    '%',
    '?',
    '#',
    '&',
    '=',
    '.',
    '..',
    '%2e',
    '_',
    'é',
    ' ',
  );

  test('never throws, and what it reads has one canonical form', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    const type = fc.constantFrom('', 'npm/', 'pypi/', 'cpan/', 'rpm/', 'x/');
    return fc.assert(
      fc.property(fc.constantFrom('', 'pkg:', 'pkg://'), type, garbage, (scheme, kind, rest) => {
        const first = parsePurl(scheme + kind + rest);
        if (!first.ok) return first.reason !== '';
        const canonical = formatPurl(first.purl);
        const second = parsePurl(canonical);
        return second.ok && formatPurl(second.purl) === canonical;
      }),
      { numRuns: 5000 },
    );
  });

  test('reads back what was written', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' });
    const segment = name.filter((text) => !text.includes('/') && text.isWellFormed());
    return fc.assert(
      fc.property(fc.array(segment), name, fc.string(), segment, (namespaces, last, version, value) => {
        const purl = {
          type: 'generic',
          namespace: namespaces.join('/'),
          name: last,
          version: version.trim(),
          qualifiers: new Map([['key', value]]),
          subpath: '',
        };
        expect(parsePurl(formatPurl(purl))).toEqual({ ok: true, purl });
      }),
    );
  });
});
