import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findDebianProgram } from './harness/debian-program.ts';

const found = findDebianProgram('shellcheck');
const LAUNCHER = join(import.meta.dirname, '../../dist/tidewaiter.js');
const TEXT = [
  'FROM debian:12 AS base',
  'ARG NAME',
  'RUN echo 😀 \\',
  ' $(ls $NAME)',
  'RUN <<EOF',
  'unused=1',
  'EOF',
  'SHELL ["/bin/bash", "-c"]',
  'ONBUILD RUN [[ -f x ]] && read line',
  '',
].join('\n');

if ('missing' in found) test.skip(`ShellCheck: ${found.missing}`, () => {});
else {
  test('ShellCheck reads every script of a file, and its findings stand where they are', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-shellcheck-'));
    try {
      writeFileSync(join(folder, 'Dockerfile'), TEXT);
      const args = [LAUNCHER, 'lint', '-f', 'gnu', '--no-fail', `--shellcheck=${found.binary}`, folder];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
      const places = [...stdout.matchAll(/Dockerfile:(?<place>[\d.-]+): .* \[(?<rule>SC\d+)\]$/gm)].map(
        ({ groups }) => `${groups?.place} ${groups?.rule}`,
      );
      expect(places).toEqual([
        '4.2-4.12 SC2046',
        '4.7-4.11 SC2086',
        '6.1-6.6 SC2034',
        '9.27-9.30 SC2162',
        '9.32-9.35 SC2034',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
}
