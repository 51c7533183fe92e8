import { expect, test } from '@jest/globals';
import { X } from '../../src/packages/license-ids.ts';
test('x', () => expect(X).toBe(700));
