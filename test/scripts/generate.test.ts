import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { generatedFiles } from '../../scripts/generate.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = await generatedFiles();

describe('generated files', () => {
  test.each([...files])('%s is up to date; if not: npm run generate', (path, text) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
  });

  test('are the same each time', async () => {
    expect(await generatedFiles()).toEqual(files);
  });
});
