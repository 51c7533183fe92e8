import type { Invocation } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { explained } from '../explain-error.ts';
import { STANDARD_INPUT } from '../input-files.ts';
import type { Terminal } from '../terminal.ts';
import { Configuration } from './configuration.ts';
import { findDockerfiles } from './discover.ts';
import { lintDockerfiles } from './lint-dockerfiles.ts';
import type { LINT_FLAGS } from './lint-flags.ts';
import { listRules } from './list-rules.ts';
import { mayHoldDocuments, meansDocuments, startsAsJson } from './subject.ts';

type Lint = Invocation<typeof LINT_FLAGS>;

/** `tidewaiter lint`. */
export const run = explained(lint);

async function lint(invocation: Lint): Promise<number> {
  const { flags, operands, terminal } = invocation;
  if (flags.listRules) return list(invocation);
  if (meansDocuments(flags, operands) || (await isJsonOnInput(invocation))) return lintDocuments(invocation);
  if (flags.compat !== undefined && operands.length === 0) return nothingGiven(terminal);
  const options = { exclude: flags.exclude, gitignore: !flags.noGitignore };
  const found = await findDockerfiles(operands.length === 0 ? ['.'] : operands, options);
  if (mayHoldDocuments(flags, operands, found)) return lintDocuments(invocation);
  return lintDockerfiles({ flags, terminal, found, now: new Date() });
}

/** hadolint searches no folder by itself. */
function nothingGiven(terminal: Terminal): number {
  terminal.complain('tidewaiter: which Dockerfile? With --compat hadolint name one, or - for standard input');
  return EXIT.failed;
}

async function lintDocuments(invocation: Lint): Promise<number> {
  const { run: runDocuments } = await import('../lint-documents.ts');
  return runDocuments(invocation);
}

/** No Dockerfile starts as JSON does. */
async function isJsonOnInput({ flags, operands, terminal }: Lint): Promise<boolean> {
  return flags.stdinFilename === undefined && operands.includes(STANDARD_INPUT) && startsAsJson(terminal.input());
}

async function list({ flags, terminal }: Lint): Promise<number> {
  const { linter } = await new Configuration(flags, terminal.environment, (note) =>
    terminal.complain(`note: ${note}`),
  ).of(flags.stdinFilename ?? '.');
  await terminal.print(listRules(linter));
  return EXIT.ok;
}
