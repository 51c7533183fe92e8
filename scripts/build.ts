import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { apart, loadedAtFirstCall } from './bundle-plugins.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const ROOT = join(import.meta.dirname, '..');

/** re2js is half of what a review would load, and few policies have a pattern. */
const LATE_PATTERNS = loadedAtFirstCall('re2js', {
  object: 'RE2JS',
  functions: ['compile', 'quote'],
  classes: ['RE2JSException', 'RE2Set'],
});

/** Files of src that are built apart, by the name of what they are built to: each is loaded when it is needed. */
const APART = {
  main: 'cli/main.ts',
  review: 'cli/review.ts',
  test: 'cli/test.ts',
  serve: 'cli/serve.ts',
  cluster: 'cluster/index.ts',
  'policy-resources': 'cli/policy-resources.ts',
  images: 'cli/images.ts',
  verify: 'cli/verify.ts',
  sbom: 'cli/sbom.ts',
  'sbom-registry': 'cli/sbom-registry.ts',
  lint: 'cli/lint/lint.ts',
  'lint-formats': 'cli/lint/program-formats.ts',
  'lint-project': 'cli/lint/project.ts',
  'lint-lock': 'cli/lint/lock-facts.ts',
  'lint-hadolint': 'cli/lint/hadolint.ts',
  'lint-documents': 'cli/lint-documents.ts',
  'lint-policies': 'cli/lint/image-policies.ts',
  'lint-admission': 'cli/lint/admission.ts',
  gitignore: 'cli/lint/gitignore.ts',
  shellcheck: 'cli/lint/shellcheck.ts',
  'stated-attestations': 'cli/stated-attestations.ts',
  'verify-bundle': 'cli/verify-bundle.ts',
  pin: 'cli/pin.ts',
  lock: 'cli/lock.ts',
  pack: 'cli/pack.ts',
  'verification-worker': 'evidence/worker.ts',
  'trust-refresh': 'evidence/tuf.ts',
};

/**
 * Writes to `outdir` what `npx tidewaiter` runs, each file with everything that it needs:
 *
 * - `tidewaiter.js`, the launcher, which any Node.js from 12.20 on can parse
 * - `main.cjs`, the table of commands and their flags; `review.cjs`, `test.cjs`, `serve.cjs`, `verify.cjs`, `sbom.cjs`,
 *   `lint.cjs`, `pin.cjs`, `lock.cjs`, `pack.cjs` and `verify-bundle.cjs`, the commands of these names
 * - `stated-attestations.cjs`, what tests of policies state of attestations, judged; `cluster.cjs`, the client of the API
 *   server; `images.cjs`, the client of registries and what asks it; `policy-resources.cjs`, what policies for images are
 *   loaded with; `sbom-registry.cjs`, what `sbom` of an image takes; `verification-worker.cjs`, the verification of
 *   signatures; `trust-refresh.cjs`, which fetches trust roots; `re2js.cjs`, regular expressions
 * - of `lint`: `lint-formats.cjs`, the formats for programs; `lint-project.cjs`, settings and policies; `lint-lock.cjs`,
 *   locks; `lint-hadolint.cjs`, configurations of hadolint and its verdicts; `lint-documents.cjs`, SBOMs and their like; `lint-policies.cjs`, policies about base images;
 *   `lint-admission.cjs`, what a cluster would say; `gitignore.cjs`; `shellcheck.cjs`, which asks that program
 * - `THIRD-PARTY-NOTICES`
 *
 * CommonJS, because an `import` of one of Node's own modules reads every property of it, and so loads
 * what stands behind each: for node:fs alone that takes a tenth of the time of a review.
 */
export async function bundle(outdir = join(ROOT, 'dist')): Promise<Metafile> {
  const common = {
    absWorkingDir: ROOT,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    target: 'node22.22',
    // Files load each other by `require`, which takes less time than `import()`.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    legalComments: 'none',
    // A third less to read at each start. Names stay, so that stack traces tell something.
    minifySyntax: true,
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
  } as const satisfies BuildOptions;
  await rm(outdir, { recursive: true, force: true });
  const parts = await Promise.all([
    build({
      ...common,
      entryPoints: Object.fromEntries(Object.entries(APART).map(([name, file]) => [name, `src/${file}`])),
      plugins: [apart(join(ROOT, 'src'), APART), LATE_PATTERNS],
    }),
    build({ ...common, entryPoints: ['re2js'] }),
  ]);
  const launcher = await build({
    ...common,
    entryPoints: { tidewaiter: 'src/cli/bin.ts' },
    format: 'esm',
    outExtension: {},
    target: 'node12.20',
    define: { ...common.define, BUILD_ID: JSON.stringify(await buildId(outdir)) },
    banner: { js: "import { createRequire } from 'module'; const require = createRequire(import.meta.url);" },
    plugins: [apart(join(ROOT, 'src'), APART)],
  });
  const builds = [...parts, launcher];
  const metafile = {
    inputs: Object.assign({}, ...builds.map((result) => result.metafile.inputs)),
    outputs: Object.assign({}, ...builds.map((result) => result.metafile.outputs)),
  };
  await chmod(join(outdir, 'tidewaiter.js'), 0o755);
  await writeFile(join(outdir, 'THIRD-PARTY-NOTICES'), await thirdPartyNotices(ROOT, metafile));
  return metafile;
}

/** Stands for the contents of what is in a folder. */
async function buildId(folder: string): Promise<string> {
  const digest = createHash('sha256');
  for (const name of (await readdir(folder)).sort())
    digest.update(`${name}\n`).update(await readFile(join(folder, name)));
  return digest.digest('hex').slice(0, 32);
}

if (import.meta.main) {
  const { outputs } = await bundle();
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  console.log(`dist/tidewaiter.js: ${Object.keys(outputs).length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}
