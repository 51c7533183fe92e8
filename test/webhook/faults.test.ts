import { expect, test } from '@jest/globals';
import { describeFault } from '../../src/webhook/faults.ts';

const CANARY = 'canary-5f2c';

test('what was thrown is described without its message', () => {
  const fault = describeFault(Object.assign(new TypeError(`${CANARY}\n    at ${CANARY}`), { code: 'E_CODE' }));
  expect(fault.error).toBe('TypeError E_CODE');
  expect(fault.at.length).toBeGreaterThan(0);
  expect(JSON.stringify(fault)).not.toContain(CANARY);
  expect(describeFault(CANARY)).toEqual({ error: 'a thrown string', at: [] });
});
