import { expect, test } from '@jest/globals';
import { ECOSYSTEMS, ecosystemOf } from '../../src/packages/ecosystem.ts';

test.each(ECOSYSTEMS)('%s', (type) => {
  expect(ecosystemOf(type)).toBe(type);
});

test.each(['composer', 'generic', 'semver', 'NPM', '', 'constructor'])('the order of %j is not known', (type) => {
  expect(ecosystemOf(type)).toBeUndefined();
});
