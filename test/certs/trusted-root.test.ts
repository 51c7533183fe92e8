import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  provenance,
  seededTrustedRoot,
  seededTufRoot,
  TRUSTED_ROOT,
  TUF_ROOT,
  writeTrustedRoot,
} from '../../certs/trusted-root.ts';

const CERTS = join(import.meta.dirname, '../../certs');
const NOW = new Date('2030-01-31T12:00:00Z');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-root-'));
  copyFileSync(join(CERTS, 'README.md'), join(folder, 'README.md'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string, from = folder) => readFileSync(join(from, name), 'utf8');

test('the trust root that is built in is that of the installed package, and the page says so', () => {
  const trustedRoot = read(TRUSTED_ROOT, CERTS);
  expect(trustedRoot).toBe(seededTrustedRoot());
  expect(read(TUF_ROOT, CERTS)).toBe(seededTufRoot());
  const page = read('README.md', CERTS);
  const [, day = ''] = /Taken on (\d{4}-\d{2}-\d{2}) from/.exec(page) ?? [];
  expect(page).toContain(provenance(trustedRoot, day));
});

test('a new one is written with its day, once', async () => {
  writeFileSync(join(folder, TRUSTED_ROOT), 'an older one');
  expect(await writeTrustedRoot(folder, NOW)).toBe(true);
  expect(read(TRUSTED_ROOT)).toBe(seededTrustedRoot());
  expect(read(TUF_ROOT)).toBe(seededTufRoot());
  expect(read('README.md')).toContain('Taken on 2030-01-31 from `@sigstore/tuf`');
  expect(await writeTrustedRoot(folder, new Date(0))).toBe(false);
  expect(read('README.md')).toContain('2030-01-31');
});

test('a page without marks is left alone', async () => {
  writeFileSync(join(folder, 'README.md'), 'no marks');
  await expect(writeTrustedRoot(folder, NOW)).rejects.toThrow('README.md lacks the marks');
  expect(read('README.md')).toBe('no marks');
});
