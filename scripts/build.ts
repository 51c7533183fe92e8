import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { apart, loadedAtFirstCall } from './bundle-plugins.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const ROOT = join(import.meta.dirname, '..');

/** What esbuild makes of CommonJS packages calls `require` for Node's own modules. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** re2js is half of what a review would load, and few policies have a pattern. */
const LAZY_PATTERNS = loadedAtFirstCall('re2js', { object: 'RE2JS', functions: ['compile'], error: 'RE2JSException' });

/**
 * Writes to `outdir`:
 *
 * - `tidewaiter.js`, the launcher, which any Node.js from 12.20 on can parse
 * - `main.js`, the command line with everything that `review` and `test` need, in one file
 * - `serve.js` and its chunks, with the packages that only the server needs
 * - `re2js.cjs`, loaded for policies that have a regular expression
 * - `THIRD-PARTY-NOTICES`
 */
export async function bundle(outdir = join(ROOT, 'dist')): Promise<Metafile> {
  const common = {
    absWorkingDir: ROOT,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22.22',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  } as const satisfies BuildOptions;
  const forMain = { ...common, banner: { js: REQUIRE } };
  await rm(outdir, { recursive: true, force: true });
  const builds = await Promise.all([
    build({
      ...common,
      entryPoints: { tidewaiter: 'src/cli/bin.ts' },
      target: 'node12.20',
      plugins: [apart('./main.ts', './main.js')],
    }),
    build({
      ...forMain,
      entryPoints: { main: 'src/cli/main.ts' },
      plugins: [apart('./serve.ts', './serve.js'), LAZY_PATTERNS],
    }),
    build({ ...forMain, entryPoints: { serve: 'src/cli/serve.ts' }, splitting: true, plugins: [LAZY_PATTERNS] }),
    build({ ...common, entryPoints: ['re2js'], format: 'cjs', outExtension: { '.js': '.cjs' } }),
  ]);
  const metafile = {
    inputs: Object.assign({}, ...builds.map((result) => result.metafile.inputs)),
    outputs: Object.assign({}, ...builds.map((result) => result.metafile.outputs)),
  };
  await chmod(join(outdir, 'tidewaiter.js'), 0o755);
  await writeFile(join(outdir, 'THIRD-PARTY-NOTICES'), await thirdPartyNotices(ROOT, metafile));
  return metafile;
}

if (import.meta.main) {
  const { outputs } = await bundle();
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`dist/tidewaiter.js: ${Object.keys(outputs).length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}
