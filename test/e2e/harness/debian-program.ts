import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A program of Debian that test/e2e/run.sh has obtained, or one line that says why there is none. */
export function findDebianProgram(
  name: 'docker-registry' | 'shellcheck',
): { readonly binary: string } | { readonly missing: string } {
  const script = join(import.meta.dirname, '../debian-program.sh');
  const { stdout, stderr, status, error } = spawnSync('bash', [script, name, '--print'], { encoding: 'utf8' });
  if (error !== undefined) return { missing: `bash could not be run: ${error.message}` };
  return status === 0 ? { binary: stdout.trim() } : { missing: stderr.trim() };
}
