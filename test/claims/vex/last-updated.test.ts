import { expect, test } from '@jest/globals';
import { openVex, STATEMENT, statementsOf } from './documents.ts';

const MAY = '2026-05-01T00:00:00Z';
const JUNE = '2026-06-01T00:00:00Z';
const JULY = '2026-07-01T00:00:00Z';
const { timestamp: _, ...UNDATED } = STATEMENT;

test.each<[string, object, object, string]>([
  ['its own time', { timestamp: JUNE }, { timestamp: MAY }, JUNE],
  ['that of its document', {}, { timestamp: MAY }, MAY],
  ['when it was mended', { timestamp: MAY, last_updated: JUNE }, { timestamp: MAY }, JUNE],
  [
    'against the image, when its document was mended',
    { status: 'affected' },
    { timestamp: MAY, last_updated: JULY },
    JULY,
  ],
  ['for the image, not when its document was mended', {}, { timestamp: MAY, last_updated: JULY }, MAY],
  [
    'against the image, the later of both',
    { status: 'under_investigation', last_updated: JULY },
    { timestamp: MAY, last_updated: JUNE },
    JULY,
  ],
])('a statement of OpenVEX is of %s', (_name, statement, document, time) => {
  const { timestamp: _timestamp, ...bare } = openVex({ ...UNDATED, ...statement });
  expect(statementsOf({ ...bare, ...document }).map((each) => each.time)).toEqual([Date.parse(time)]);
});
