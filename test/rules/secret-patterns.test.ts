import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { literalSecret } from '../../src/parse/secret/patterns.ts';
import { HARMLESS } from './harmless-values.ts';
import { BASE32, BY_FORM, BY_NAME, ENCODED, join, jwt, random } from './secret-cases.ts';

describe('literal secrets', () => {
  test('the tables are as long as they should be', () => {
    expect(BY_FORM.length + BY_NAME.length).toBeGreaterThanOrEqual(40);
    expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
  });

  test.each(BY_FORM.map(([name, value, why], index) => [index, name, why, value] as const))(
    'by form, %i: %s, %s',
    (_, name, why, value) => expect(literalSecret(name, value)).toContain(why),
  );

  test.each(BY_FORM.map(([, value, why], index) => [index, why, value] as const))(
    'by form, %i, in a longer text and whatever the name: %s',
    (_, why, value) => expect(literalSecret('TEXT_FILE', `set -e\n: "${value}" # ok`)).toContain(why),
  );

  test.each(BY_NAME)('by name: %s', (name, value, why) => expect(literalSecret(name, value)).toContain(why));

  test.each(HARMLESS)('%s=%s passes', (name, value) => expect(literalSecret(name, value)).toBeUndefined());

  test('the reason has nothing of the value', () => {
    for (const [name, value] of [...BY_FORM, ...BY_NAME]) {
      const why = literalSecret(name, value) ?? '';
      for (const part of value.match(/[\w+]{6,}/g) ?? []) {
        if (!/^(?:password|token|secret|BEGIN|Authorization|authentication)$/i.test(part))
          expect(why).not.toContain(part);
      }
    }
  });

  test.each(ENCODED)('in Base64, whole and in lines: %j', (text, why) => {
    expect(literalSecret('X', btoa(text))).toBe(why);
    expect(literalSecret('X', btoa(text).replaceAll(/.{20}/g, '$&\n'))).toBe(why);
  });

  test('what stands behind 32,768 characters is not looked at', () => {
    const [, value = ''] = BY_FORM[10] ?? [];
    expect(literalSecret('X', `${'a '.repeat(16_000)}${value}`)).toBeDefined();
    expect(literalSecret('X', `${'a '.repeat(16_384)}${value}`)).toBeUndefined();
  });

  test('a token ends where its maker ends it, and begins with a word', () => {
    expect(literalSecret('ID', join('AK', 'IA', random(17, BASE32)))).toBeUndefined();
    expect(literalSecret('ID', join('AK', 'IA', random(15, BASE32)))).toBeUndefined();
    expect(literalSecret('ID', join('xgh', 'p_', random(36)))).toBeUndefined();
    expect(literalSecret('ID', join('gh', 'p_', random(35)))).toBeUndefined();
    expect(literalSecret('ID', jwt.slice(0, jwt.lastIndexOf('.')))).toBeUndefined();
  });

  test('any text at all is judged without a crash', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('password', 'token', '=', ': ', '://', '@', '$(', ')', '--', ' ', '"', '/', 'eyJ', '.', 'Basic '),
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    return fc.assert(
      fc.property(text, text, (name, value) => {
        expect(['string', 'undefined']).toContain(typeof literalSecret(name, value));
      }),
    );
  });
});
