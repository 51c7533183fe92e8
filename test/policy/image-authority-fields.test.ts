import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { imageFaults, KEYLESS, loadImages, publicKey, withAuthorities } from './image-documents.ts';

const key = { name: 'vendor', key: { pem: publicKey() } };
const keyless = (fields: JsonObject) => withAuthorities({ name: 'release', keyless: fields });

describe('an authority that does not load', () => {
  test.each<[string, JsonObject, string]>([
    ['no form', { name: 'a' }, ': an authority needs one of keyless, key, certificate, static'],
    [
      'two forms',
      { ...KEYLESS, key: key.key },
      '.key: "keyless" and "key" exclude each other: an authority has one of',
    ],
    ['a misspelt form', { name: 'a', keyles: {} }, '.keyles: unknown field; did you mean "keyless"?'],
    [
      'a field of another form',
      { ...KEYLESS, message: 'm' },
      '.message: belongs to an authority with static, not to one with keyless',
    ],
    [
      'a static one that looks at logs',
      { name: 'a', static: 'Deny', transparency: 'required' },
      '.transparency: belongs to an authority with keyless, key, certificate, not to one with static',
    ],
    [
      'a message for nobody',
      { name: 'a', static: 'Allow', message: 'm' },
      '.message: is never read: static: Allow denies nothing',
    ],
    ['a name', { ...KEYLESS, name: 'A b' }, '.name: a name has at most 63 lower-case letters'],
    [
      'transparency',
      { ...KEYLESS, transparency: 'ignore' },
      '.transparency: unknown value "ignore"; did you mean "ignored"?',
    ],
    ['an age', { ...KEYLESS, maxAge: '90' }, '.maxAge: must be a number of minutes, hours or days'],
    ['an age of centuries', { ...KEYLESS, maxAge: '999999d' }, '.maxAge: must be a number of minutes, hours or days'],
    ['an age of nothing', { ...KEYLESS, maxAge: '0d' }, '.maxAge: must be a number of minutes, hours or days'],
    [
      'an unknown trust root',
      { ...KEYLESS, trustRoots: ['public-god'] },
      '.trustRoots[0]: there is no TrustRoot "public-god"; did you mean "public-good"?',
    ],
    ['no trust root', { ...KEYLESS, trustRoots: [] }, '.trustRoots: is empty'],
  ])('%s', (_, authority, fault) => {
    expect(imageFaults([withAuthorities(authority)])).toEqual([
      expect.stringContaining(`spec.require.signatures[0]${fault}`),
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['no issuer', { subject: 's' }, '.keyless: needs issuer, issuerPattern or issuerRegExp'],
    ['no subject', { issuer: 'i' }, '.keyless: needs subject, subjectPattern or subjectRegExp'],
    [
      'two subjects',
      { issuer: 'i', subject: 's', subjectRegExp: 's' },
      '.keyless.subjectRegExp: goes without "subject": there is one of subject, subjectPattern or subjectRegExp',
    ],
    ['an empty issuer', { issuer: '', subject: 's' }, '.keyless.issuer: is empty'],
    ['an empty pattern', { issuer: 'i', subjectPattern: '' }, '.keyless.subjectPattern: is empty'],
    [
      'a pattern to the letter',
      { issuer: 'i', subject: 'https://github.com/acme/*' },
      '.keyless.subject: is compared to the letter, also its "*"; for a pattern write subjectPattern',
    ],
    [
      'an expression to the letter',
      { issuer: '^https://.*', subject: 's' },
      '.keyless.issuer: is compared to the letter; for a regular expression write issuerRegExp',
    ],
    [
      'an extension that is a pattern to the letter',
      { issuer: 'i', subject: 's', extensions: { sourceRepositoryRef: 'refs/tags/*' } },
      '.keyless.extensions.sourceRepositoryRef: is compared to the letter, also its "*"; for a pattern write { pattern: ... }',
    ],
    [
      'an expression that is none',
      { issuer: 'i', subjectRegExp: '(' },
      '.keyless.subjectRegExp: not a regular expression in RE2 syntax',
    ],
    [
      'an expression with look-around',
      { issuerRegExp: '(?=a)a', subject: 's' },
      '.keyless.issuerRegExp: not a regular expression in RE2 syntax',
    ],
    [
      'anybody, as patterns',
      { issuerPattern: '**', subjectPattern: '**' },
      '.keyless.subjectPattern: anybody meets this, and anybody meets the condition on the issuer',
    ],
    [
      'anybody, as expressions',
      { issuerRegExp: '.*', subjectRegExp: '(?s).+' },
      '.keyless.subjectRegExp: anybody meets this',
    ],
    [
      'anybody, hidden',
      { issuerPattern: '*/**', subjectRegExp: '\\S+|.*x' },
      '.keyless.subjectRegExp: anybody meets this',
    ],
    [
      'an unknown extension',
      { issuer: 'i', subject: 's', extensions: { sourceRepositoryUrl: 'x' } },
      '.keyless.extensions.sourceRepositoryUrl: unknown field; did you mean "sourceRepositoryUri"?',
    ],
    ['no extensions', { issuer: 'i', subject: 's', extensions: {} }, '.keyless.extensions: is empty; leave it out'],
    [
      'an extension that is a list',
      { issuer: 'i', subject: 's', extensions: { buildTrigger: ['push'] } },
      '.keyless.extensions.buildTrigger: expected a string, found a list',
    ],
    [
      'an extension of two patterns',
      { issuer: 'i', subject: 's', extensions: { buildTrigger: { pattern: 'a', regExp: 'b' } } },
      '.keyless.extensions.buildTrigger.regExp: goes without "pattern"',
    ],
    [
      'an extension of nothing',
      { issuer: 'i', subject: 's', extensions: { buildTrigger: {} } },
      '.keyless.extensions.buildTrigger: needs pattern or regExp',
    ],
    [
      'an extension that is no expression',
      { issuer: 'i', subject: 's', extensions: { buildTrigger: { regExp: '[' } } },
      '.keyless.extensions.buildTrigger.regExp: not a regular expression',
    ],
  ])('an identity: %s', (_, identity, fault) => {
    expect(imageFaults([keyless(identity)])).toEqual([expect.stringContaining(`spec.require.signatures[0]${fault}`)]);
  });
});

test('one open condition is fine, where the other is not', () => {
  for (const identity of [
    { issuer: 'https://idp.example.com', subjectPattern: '**' },
    { issuerRegExp: '.*', subject: 'alice@example.com' },
  ]) {
    expect(loadImages([keyless(identity)]).policies).toHaveLength(1);
  }
});
