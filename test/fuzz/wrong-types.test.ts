import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatPath } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { JUNK, type Junk, wrongValues } from './junk.ts';
import { EFFORT, SEED, TIMEOUT } from './mode.ts';
import { rulesUnderTest } from './rule-under-test.ts';
import { faultAt, type Site, sitesOf } from './sites.ts';

/**
 * Every rule is fed every wrong type at every field that it looks at. Which fields these are is found by watching the
 * rule, and which types they have is taken from the Kubernetes client: nothing here names a field.
 */

/** What is wrong with the answers to all wrong values of one field. */
function faultsAt(site: Site, junk: Junk): readonly string[] {
  const { rule, manifest, path, type } = site;
  const isItem = typeof path.at(-1) === 'number';
  return wrongValues(type, valueAt(manifest, path), junk, isItem).flatMap((value) => {
    const fault = faultAt(site, value);
    const options = JSON.stringify(rule.entry.options ?? {});
    const place = `${JSON.stringify(manifest.metadata)} with ${options}: ${formatPath(path)}`;
    return fault === undefined ? [] : [`${place} = ${JSON.stringify(value).slice(0, 80)}, wants ${type}: ${fault}`];
  });
}

describe.each(WORKLOAD_RULES.map(({ id }) => id))('%s', (id) => {
  const findsWrongTypes = () => {
    const sites = rulesUnderTest(id).flatMap(sitesOf);
    expect(sites.length).toBeGreaterThan(0);
    return fc.assert(
      fc.property(JUNK, (junk) => {
        expect(sites.flatMap((site) => faultsAt(site, junk))).toEqual([]);
      }),
      { numRuns: EFFORT, seed: SEED },
    );
  };
  test('finds what is wrong with every field of the wrong type, and never throws', findsWrongTypes, TIMEOUT);
});
