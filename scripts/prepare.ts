import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/*
 * npm runs this at `npm ci`, before it packs, and where the project is installed from its repository, as pre-commit does it:
 * it makes dist. At `npm install --global` from a repository npm leaves out what a build takes, though its manual says
 * otherwise (https://github.com/npm/cli/issues/8440), and hands on that everything is to be global.
 */
const ROOT = join(import.meta.dirname, '..');

if (!existsSync(join(ROOT, 'node_modules/esbuild'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-global', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
const { bundle } = await import('./build.ts');
await bundle();
