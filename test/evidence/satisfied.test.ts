import { describe, expect, test } from '@jest/globals';
import { satisfiedAuthorities } from '../../src/evidence/satisfied.ts';
import type { SignatureReport, Signer } from '../../src/model/image-evidence.ts';
import type { Authority } from '../../src/model/image-policy.ts';
import { keyless } from './judging.ts';

const key = (fingerprint: string): Signer => ({ kind: 'key', fingerprint });
const person = (subject: string, issuer = 'i'): Signer => ({ kind: 'keyless', issuer, subject });

function report(signer: Signer | undefined, ...accepted: readonly string[]): SignatureReport {
  const found = { where: 'here', format: 'bundle', signed: 'sha256:', refusals: [], accepted } as const;
  return signer === undefined ? found : { ...found, signer };
}

const authorities = (...names: readonly string[]): readonly Authority[] => names.map((name) => keyless({ name }));
const fixed = (name: string, result: 'Allow' | 'Deny'): Authority => ({ name, kind: 'static', result });

describe('one signer satisfies one authority', () => {
  test('however many would accept it', () => {
    expect(satisfiedAuthorities(authorities('a', 'b'), [report(key('1'), 'a', 'b')])).toEqual(['a']);
  });

  test('and signing often makes no second one', () => {
    const reports = [report(key('1'), 'a', 'b'), report(key('1'), 'a', 'b'), report(key('1'), 'b')];
    expect(satisfiedAuthorities(authorities('a', 'b'), reports)).toEqual(['a']);
  });

  test.each([
    ['keys', key('1'), key('2')],
    ['subjects', person('x'), person('y')],
    ['issuers', person('x', 'one'), person('x', 'other')],
    ['kinds', person('x', ''), { kind: 'certificate', subject: 'x' } as const],
  ])('two %s are two', (_, one, other) => {
    const reports = [report(one, 'a', 'b'), report(other, 'a', 'b')];
    expect(satisfiedAuthorities(authorities('a', 'b'), reports)).toEqual(['a', 'b']);
  });

  test('names of one cannot be put together to be those of another', () => {
    const reports = [report(person('b","c', 'a'), 'x'), report(person('c', 'a","b'), 'y')];
    expect(satisfiedAuthorities(authorities('x', 'y'), reports)).toEqual(['x', 'y']);
  });
});

test('where there is a choice the most are satisfied, in the order of the policy', () => {
  const reports = [report(key('1'), 'a', 'b'), report(key('2'), 'a'), report(key('3'), 'b', 'c')];
  expect(satisfiedAuthorities(authorities('a', 'b', 'c'), reports)).toEqual(['a', 'b', 'c']);
  expect(satisfiedAuthorities(authorities('c', 'b', 'a'), reports)).toEqual(['c', 'b', 'a']);
});

test('as many as any choice of signers could satisfy', () => {
  const names = ['a', 'b', 'c', 'd'];
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  for (let round = 0; round < 200; round++) {
    const accepts = Array.from({ length: 1 + random(4) }, () => names.filter(() => random(2) === 0));
    const reports = accepts.map((accepted, index) => report(key(`${index}`), ...accepted));
    const found = satisfiedAuthorities(authorities(...names), reports);
    expect(found.length).toBe(best(accepts, new Set()));
  }
});

function best([first, ...rest]: readonly (readonly string[])[], taken: ReadonlySet<string>): number {
  if (first === undefined) return taken.size;
  const choices = first.filter((name) => !taken.has(name)).map((name) => best(rest, new Set([...taken, name])));
  return Math.max(best(rest, taken), ...choices);
}

test('static authorities say yes or no by themselves', () => {
  expect(satisfiedAuthorities([fixed('yes', 'Allow'), fixed('no', 'Deny')], [])).toEqual(['yes']);
});

test('what nobody is known to have signed, and what no authority accepted, satisfies nothing', () => {
  expect(satisfiedAuthorities(authorities('a'), [report(undefined, 'a'), report(key('1'))])).toEqual([]);
  expect(satisfiedAuthorities(authorities('a'), [report(key('1'), 'another')])).toEqual([]);
});
