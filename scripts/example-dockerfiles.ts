import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_INPUTS } from '../src/builds/build.ts';
import { FolderContext } from '../src/cli/lint/build-context.ts';
import { findDockerfiles } from '../src/cli/lint/discover.ts';
import { PLAIN_CONFIG } from '../src/lint/config.ts';
import { lintDockerfile } from '../src/lint/lint-file.ts';
import { compileLinter } from '../src/lint/linter.ts';
import type { FileReport } from '../src/model/lint.ts';
import { DOCKERFILE_RULES } from '../src/rules/dockerfile/index.ts';
import { DAY } from './example-reviews.ts';
import { table, withBlock } from './generated-block.ts';
import { ROOT, readText } from './shipped-policies.ts';

/** The folder of Dockerfiles that the linter is tried on. */
export const EXAMPLES = 'examples/dockerfiles';
export const EXAMPLES_PAGE = `${EXAMPLES}/README.md`;

/** Every example with what the built-in rules find in it, by its path from the folder of examples. ShellCheck is not asked. */
export async function lintedExamples(): Promise<ReadonlyMap<string, FileReport>> {
  const linter = compileLinter(DOCKERFILE_RULES, PLAIN_CONFIG);
  const { files, problems } = await findDockerfiles([join(ROOT, EXAMPLES)], { exclude: [], gitignore: true });
  if (problems.length > 0) throw new Error(`${EXAMPLES} cannot be read: ${problems[0]?.message}`);
  const reports = files.map(({ path }) => {
    const file = path.slice(join(ROOT, EXAMPLES).length + 1);
    const inputs = { ...NO_INPUTS, context: new FolderContext(path, undefined) };
    return [file, lintDockerfile({ file, text: readFileSync(path, 'utf8'), inputs, linter, today: DAY })] as const;
  });
  return new Map(reports);
}

/** The page of the examples, whose table says what is found in which file. */
export async function exampleDockerfilesPage(): Promise<string> {
  const reports = [...(await lintedExamples()).values()];
  const rows = reports.map(({ file, findings }) => [`[${file}](${file})`, countedRules(findings)]);
  return withBlock(readText(EXAMPLES_PAGE), 'findings', table(['File', 'Rules that find something'], rows));
}

/** `assume-yes, no-package-cache (2)`. */
function countedRules(findings: FileReport['findings']): string {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([rule, count]) => (count === 1 ? rule : `${rule} (${count})`))
    .join(', ');
}
