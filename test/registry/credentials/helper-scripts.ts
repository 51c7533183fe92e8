import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with credential helpers that a test writes. */
export class HelperFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tidewaiter-helpers-'));

  /** Writes a helper: a shell script. */
  add(name: string, script: string): void {
    const file = join(this.path, `docker-credential-${name}`);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** Writes a helper that answers with JSON and notes each run. */
  answering(name: string, answer: unknown): void {
    this.add(name, `echo run >> "${this.path}/runs"\ncat > /dev/null\ncat <<'END'\n${JSON.stringify(answer)}\nEND`);
  }

  /** How often helpers of `answering` have run. */
  get runs(): number {
    try {
      return readFileSync(join(this.path, 'runs'), 'utf8').split('\n').length - 1;
    } catch {
      return 0;
    }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
