import { describe, expect, test } from '@jest/globals';
import { looksGenerated } from '../../src/parse/secret/generated-values.ts';
import { literalSecret } from '../../src/parse/secret/patterns.ts';
import { looksRandom } from '../../src/parse/secret/randomness.ts';
import { wordiness } from '../../src/parse/secret/wordiness.ts';
import { goodContainer, goodPod } from '../support/pods.ts';
import { HARMLESS, HARMLESS_RANDOM } from './harmless-values.ts';
import { judge } from './marked-yaml.ts';
import { compileEntry } from './rule-fixture.ts';
import { HEX, random } from './secret-cases.ts';

const BASE62 = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const WITH_SYMBOLS = `${BASE62}!#$%^&*?@`;

/** A thousand random texts of a length. */
function manyRandom(length: number, alphabet: string): readonly string[] {
  const all = random(length * 1_000, alphabet);
  return Array.from({ length: 1_000 }, (_, at) => all.slice(at * length, (at + 1) * length));
}

describe('random texts', () => {
  test('of Base64 and hexadecimal digits are told from words', () => {
    for (const length of [24, 32, 40, 64]) expect(looksRandom(random(length))).toBe(true);
    for (const length of [32, 40, 64]) expect(looksRandom(random(length, HEX))).toBe(true);
    expect(looksRandom('0'.repeat(64))).toBe(false);
    expect(looksRandom('MyLongApplicationName2ForProduction')).toBe(false);
    expect(looksRandom('a-service-name-of-some-length-1')).toBe(false);
    expect(looksRandom(random(16))).toBe(false);
  });

  test.each([
    ['Base62', 24, BASE62, 900],
    ['Base62', 32, BASE62, 950],
    ['Base62', 64, BASE62, 970],
    ['Base64', 32, `${BASE62}+/`, 950],
    ['Base64 for URLs', 44, `${BASE62}-_`, 950],
    ['letters, digits and symbols', 32, WITH_SYMBOLS, 930],
    ['letters, digits and symbols', 48, WITH_SYMBOLS, 930],
  ] as const)('of %s, %i characters: nearly all are found under any name', (_, length, alphabet, least) => {
    expect(manyRandom(length, alphabet).filter(looksGenerated).length).toBeGreaterThanOrEqual(least);
  });

  test.each(['API_SIGNING', 'CFG', 'SESSION', 'X-Custom', '', '__proto__'])('are found under the name %j', (name) => {
    for (const value of [random(32), random(40), ` ${random(32)}\n`, `${random(43)}=`, random(40, WITH_SYMBOLS)]) {
      expect(literalSecret(name, value)).toBe('it looks random, like a key');
    }
  });

  test('are not found where they are too short or too long, or one of several words', () => {
    for (const value of [random(23), random(257), `${random(32)} ${random(32)}`, `${random(32)}é`]) {
      expect(literalSecret('CFG', value)).toBeUndefined();
    }
    expect(literalSecret('CFG', random(24))).toBeDefined();
    expect(literalSecret('CFG', random(256))).toBeDefined();
  });

  test.each(HARMLESS_RANDOM)('%s=%s passes', (name, value) => expect(literalSecret(name, value)).toBeUndefined());

  test('a harmless value is none of them, whatever its name', () => {
    const found = HARMLESS.filter(([name, value]) => looksGenerated(value) && !/PUBLI|SITE|BUILD/.test(name));
    expect(found).toEqual([]);
  });

  test('words have frequent pairs of letters', () => {
    expect(wordiness('OrderCreatedEventListenerForCustomers')).toBeGreaterThan(1.2);
    expect(wordiness(random(64))).toBeLessThan(0.8);
    expect(wordiness('0123456789')).toBe(0);
  });
});

describe('a random value of a variable', () => {
  const check = compileEntry({ rule: 'no-literal-secrets' });
  const problemsOf = (fields: Record<string, unknown>) =>
    judge(check, goodPod({ containers: [goodContainer(fields)] })).problems;

  test('is found, and the message says nothing of it', () => {
    const value = random(33);
    const [problem, ...others] = problemsOf({ env: [{ name: 'CFG', value }] });
    expect(others).toEqual([]);
    expect(problem?.message).toBe(
      'container "app" has a literal secret in the environment variable "CFG": it looks random, like a key',
    );
  });

  test('is found as well after it stood where it is none', () => {
    const value = random(34);
    expect(problemsOf({ args: [value], command: ['run', value] })).toEqual([]);
    expect(problemsOf({ env: [{ name: 'CONFIG_HASH', value }] })).toEqual([]);
    expect(problemsOf({ env: [{ name: 'CFG', value }] })).toHaveLength(1);
  });

  test('is found in a header of a probe', () => {
    const httpGet = { path: '/', port: 80, httpHeaders: [{ name: 'X-Custom', value: random(36) }] };
    expect(problemsOf({ livenessProbe: { httpGet } })).toHaveLength(1);
  });
});
