import packageJson from '../../package.json' with { type: 'json' };
import { printable } from '../model/printable.ts';
import { suggest } from '../model/suggest.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { directOutput } from './direct-output.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { readFlags, refuseMisspelt } from './flags.ts';
import { commandHelp, overview } from './help.ts';
import { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const STANDARD_OUTPUT = 1;

/** Runs the command line of this process and sets its exit code. */
export async function run(): Promise<void> {
  const terminal = new Terminal(process, process.env, directOutput(STANDARD_OUTPUT));
  process.exitCode = await main(process.argv.slice(2), process.env, terminal);
}

/** Runs one command line and gives its exit code. Never rejects. */
export async function main(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<number> {
  let code: number;
  try {
    code = await dispatch(args, environment, terminal);
  } catch (error) {
    code = explainError(error, terminal);
  }
  if (terminal.fault === undefined) return code;
  terminal.complain(`tidewaiter: standard output could not be written: ${terminal.fault}`);
  return EXIT.error;
}

async function dispatch(args: readonly string[], environment: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError(['which command? `tidewaiter --help` lists them']);
  if (name === '--version' || name === 'version') return answer(`${packageJson.version}\n`, terminal);
  if (name === '--help' || name === '-h') return answer(overview(), terminal);
  if (name === 'help') return answer(rest[0] === undefined ? overview() : commandHelp(find(rest[0])), terminal);
  const command = find(name);
  if (asksForHelp(rest)) return answer(commandHelp(command), terminal);
  refuseMisspelt(
    COMMANDS.map(({ flags }) => flags),
    environment,
  );
  const { values, operands } = readFlags(command.flags, rest, environment);
  const { run } = await command.load();
  return run({ flags: values, operands, terminal });
}

async function answer(text: string, terminal: Terminal): Promise<number> {
  await terminal.print(text);
  return EXIT.ok;
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const hint = suggest(name, [...COMMANDS.map((known) => known.name), 'help']);
  throw new UsageError([`unknown command "${printable(name, 80)}"${hint || '; `tidewaiter --help` lists them'}`]);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}
