import { dirname } from 'node:path';
import { isObject } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { SourceError, type SourceProblem } from '../model/source.ts';
import { POLICY_LIMITS, parseYaml } from '../parse/yaml.ts';
import { TestCoverage } from '../policy/coverage.ts';
import { loadPolicyTests, type PolicyTest, type PolicyTestCase } from '../policy/policy-test.ts';
import type { Invocation } from './command.ts';
import type { TEST_FLAGS } from './command-flags.ts';
import { complainOf } from './complaint.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { EXIT } from './exit-code.ts';
import { explained } from './explain-error.ts';
import { findInputFiles } from './input-files.ts';
import { InputReader } from './input-text.ts';
import { isTestFile, loadPolicyPaths } from './load-policies.ts';
import type { ReadSecret } from './policy-resources.ts';
import { openUserImages } from './review-images.ts';
import type { Terminal } from './terminal.ts';
import { type CasePolicies, runCase } from './test-case.ts';
import { describeCoverage, isBelow } from './test-coverage.ts';
import { UsageError } from './usage-error.ts';

/** Documents that a test is to be about. */
const POLICY_KINDS: readonly unknown[] = ['AdmissionPolicy', 'ImagePolicy'];

/** Cases state who signed, so that no key is ever tried: any will do for one that lies in a Secret. */
const anyKey: ReadSecret = async () => {
  const { generateKeyPairSync } = process.getBuiltinModule('node:crypto');
  return generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
};

/** `tidewaiter test`. */
export const run = explained(async ({ operands, flags, terminal }: Invocation<typeof TEST_FLAGS>): Promise<number> => {
  if (operands.length === 0) throw new UsageError(['test what? Name folders with policies and their test.yaml']);
  const { files, problems } = findInputFiles(operands);
  const paths = files.map(({ path }) => path);
  if (problems.length === 0 && !paths.some(isTestFile))
    throw new UsageError(['there is no test.yaml in what was named']);
  const evidence = await evidenceOf(flags, () => import('./images.ts'));
  const run = new TestRun(terminal, evidence);
  run.report(problems);
  const tested = [...new Set(paths.filter(isTestFile).map(dirname))];
  for (const path of paths) {
    if (isTestFile(path)) await run.runFile(path);
    else if (!tested.some((folder) => isBelow(folder, path))) await run.lookAtUntested(path);
  }
  return run.finish(tested, flags.minCoverage);
});

/** Runs test files, shows what comes of them and counts. */
class TestRun {
  readonly #terminal: Terminal;
  readonly #reader: InputReader;
  readonly #evidence: Evidence | undefined;
  readonly #coverage = new TestCoverage();
  readonly #untested: string[] = [];
  #passed = 0;
  #failed = 0;
  #problems = 0;

  constructor(terminal: Terminal, evidence: Evidence | undefined) {
    this.#terminal = terminal;
    this.#evidence = evidence;
    this.#reader = new InputReader(terminal.input);
  }

  report(problems: readonly SourceProblem[]): void {
    this.#problems += problems.length;
    for (const problem of problems) complainOf(problem, this.#terminal);
  }

  async runFile(file: string): Promise<void> {
    await this.#guard(async () => {
      const tests = loadPolicyTests({ file, text: await this.#reader.read(file) });
      await this.#terminal.print(`${printable(file, 4_096)}\n`);
      await this.#runCases(tests);
    });
  }

  async #runCases({ file, cases }: PolicyTest): Promise<void> {
    const options = { readSecret: anyKey, evidenceRoots: this.#evidence?.roots };
    const policySet = await loadPolicyPaths([dirname(file)], options);
    const watched = await loadPolicyPaths([dirname(file)], { ...options, coverage: this.#coverage });
    const images = this.#evidence && (await openUserImages({}, this.#evidence, policySet, this.#terminal));
    try {
      for (const testCase of cases) await this.#runCase(file, testCase, { policySet, watched, images });
    } finally {
      await images?.close();
    }
  }

  async #runCase(file: string, testCase: PolicyTestCase, policies: CasePolicies): Promise<void> {
    const result = await runCase(testCase, policies);
    if (result === undefined) {
      const message = `the resource of case "${printable(testCase.name)}" is nothing that policies judge`;
      this.report([{ file, ...testCase.position, message }]);
    } else {
      this.#coverage.applied(result.applied, policies.watched.exceptions);
      await this.#count(testCase.name, result.differences);
    }
  }

  async #count(name: string, differences: readonly string[]): Promise<void> {
    const passed = differences.length === 0;
    if (passed) this.#passed++;
    else this.#failed++;
    const lines = [`  ${passed ? 'pass' : 'FAIL'} ${printable(name)}`, ...differences.map((line) => `       ${line}`)];
    await this.#terminal.print(`${lines.join('\n')}\n`);
  }

  /** Says so where a file holds a policy that no test is about. */
  async lookAtUntested(file: string): Promise<void> {
    await this.#guard(async () => {
      const documents = parseYaml(file, await this.#reader.read(file), POLICY_LIMITS);
      if (documents.some(({ value }) => isObject(value) && POLICY_KINDS.includes(value.kind))) {
        this.#untested.push(file);
        await this.#terminal.print(`${printable(file, 4_096)}\n  has no test: there is no test.yaml beside it\n`);
      }
    });
  }

  /** Prints what the cases of the tested folders cover, of which they must cover `minimum` per cent, and totals. */
  async finish(folders: readonly string[], minimum: number): Promise<number> {
    const { points } = this.#coverage;
    const { text, isEnough } = describeCoverage({ points, folders, untested: this.#untested, minimum });
    await this.#terminal.print(text);
    await this.#terminal.print(`${this.#passed} passed, ${this.#failed} failed\n`);
    if (this.#problems > 0) return EXIT.error;
    return this.#failed > 0 || !isEnough ? EXIT.failed : EXIT.ok;
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.report(error.problems);
    }
  }
}
