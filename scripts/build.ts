import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.ts';

const ROOT = join(import.meta.dirname, '..');

/** express and others are CommonJS: what esbuild makes of them calls `require` for Node's own modules. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  outdir: 'dist',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** The launcher loads the rest only on a Node.js that can parse it, so the two are built apart. */
const MAIN_APART: Plugin = {
  name: 'main-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.js', external: true }));
  },
};

/**
 * Writes `dist/tidewaiter.js`, which starts on any Node.js from 12.20 on, `dist/main.js`, a chunk for each
 * command, and the notices of the packages that they contain.
 */
export async function bundle(): Promise<Metafile> {
  await rm(join(ROOT, 'dist'), { recursive: true, force: true });
  const launcher = await build({
    ...COMMON,
    entryPoints: { tidewaiter: 'src/cli/bin.ts' },
    target: 'node12.20',
    plugins: [MAIN_APART],
  });
  const main = await build({
    ...COMMON,
    entryPoints: { main: 'src/cli/main.ts' },
    target: 'node22.22',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    banner: { js: REQUIRE },
  });
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  await chmod(join(ROOT, 'dist/tidewaiter.js'), 0o755);
  await writeFile(join(ROOT, 'dist/THIRD-PARTY-NOTICES'), await thirdPartyNotices(ROOT, main.metafile));
  return {
    inputs: { ...launcher.metafile.inputs, ...main.metafile.inputs },
    outputs: { ...launcher.metafile.outputs, ...main.metafile.outputs },
  };
}

if (import.meta.main) {
  const { outputs } = await bundle();
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`dist/tidewaiter.js: ${Object.keys(outputs).length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}
