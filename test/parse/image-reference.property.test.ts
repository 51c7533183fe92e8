import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { formatImageReference, parseImageReference } from '../../src/parse/image-reference.ts';
import { HEX_64, reference, SHA256, SHA512 } from './image-parts.ts';

/** The rules of github.com/distribution/reference, written down as its regular expressions and its split. */
const ORACLE = (() => {
  const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
  const domain = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
  const part = '[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*';
  const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
  return new RegExp(`^(${domain})/(${part}(?:/${part})*)(?::(\\w[\\w.-]{0,127}))?(?:@(${digest}))?$`);
})();

function oracle(text: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain =
    slash !== -1 && isDomain ? first.toLowerCase().replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  const rest = slash !== -1 && isDomain ? text.slice(slash + 1) : text;
  const remote = domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  const match = ORACLE.exec(`${domain}/${remote}`);
  if (match === null) return undefined;
  const [, registry = '', repository = '', tag, digest] = match;
  return repository.length > 255 ? undefined : reference(registry, repository, tag, digest);
}

/** Legal by the grammar, refused by us; see parseImageReference. */
function isDeceptive({ registry, tag = '', digest }: ImageReference, text: string): boolean {
  const name = registry.replace(/:[0-9]*$/, '');
  const port = registry.slice(name.length + 1);
  return (
    /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$/.test(name) ||
    name.startsWith('[') ||
    (port !== '' && (port.startsWith('0') || Number(port) > 65_535)) ||
    /^sha\d{3}[-_.][0-9a-f]{32}/i.test(tag) ||
    text === `sha256:${tag}` ||
    (digest !== undefined && !/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest))
  );
}

describe('against the grammar of distribution/reference', () => {
  const pieces = ['a', 'b1', 'Z', '0', '127', '.', '-', '--', '_', '__', '/', ':', '@', '[', ']', '::', 'localhost'];
  const names = [
    'docker.io',
    'index.docker.io',
    'ghcr.io',
    'library',
    ':5000',
    ':latest',
    SHA256,
    SHA512,
    HEX_64,
    '0x7f',
  ];
  const shaped = fc
    .tuple(
      fc.constantFrom(
        '',
        'localhost/',
        'ghcr.io/',
        'Docker.io/',
        'a-b.c:5000/',
        '[::1]/',
        '[a:]:7/',
        'X/',
        '10.0.0.1:80/',
      ),
      fc.array(fc.stringMatching(/^[a-z0-9]{1,3}(?:[._-]{1,2}[a-z0-9]{1,2}){0,2}$/), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', ':1.2', ':_x', ':.x', ':sha256-aa', `:${HEX_64}`),
      fc.constantFrom('', `@${SHA256}`, `@${SHA512}`, '@sha256:00', '@x'),
    )
    .map(([host, path, tag, digest]) => `${host}${path.join('/')}${tag}${digest}`);
  const mixed = fc.array(fc.constantFrom(...pieces, ...names), { maxLength: 9 }).map((parts) => parts.join(''));

  test('reads what it reads, to the same parts, and nothing else', () => {
    void fc.assert(
      fc.property(fc.oneof(shaped, mixed), (text) => {
        const parsed = parseImageReference(text);
        const expected = oracle(text);
        if (parsed.ok) expect(parsed.reference).toEqual(expected);
        else expect(expected === undefined || isDeceptive(expected, text)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test('the canonical text is read back as the same reference', () => {
    void fc.assert(
      fc.property(fc.oneof(shaped, mixed), (text) => {
        const parsed = parseImageReference(text);
        fc.pre(parsed.ok);
        expect(parseImageReference(formatImageReference(parsed.reference))).toEqual(parsed);
      }),
      { numRuns: 1_000 },
    );
  });
});
