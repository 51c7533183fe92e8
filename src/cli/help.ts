import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { type Flag, longNames, variableName } from './flags.ts';

const WIDTH = 90;

/** What `tidewaiter --help` prints. */
export function overview(): string {
  const widest = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'Usage: tidewaiter <command> [flags]',
    '',
    'Kubernetes admission policy: one policy folder for the cluster, CI and the editor.',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(widest)}  ${summary}`),
    '',
    '`tidewaiter <command> --help` lists the flags of a command, `tidewaiter --version` prints the version.',
    '',
  ].join('\n');
}

/** What `tidewaiter <command> --help` prints: everything there is to know to run it. */
export function commandHelp(command: Command): string {
  return [
    usage(command),
    '',
    ...command.description.flatMap((paragraph) => [...wrap(paragraph, WIDTH), '']),
    'Flags (the environment variable counts where the flag is not given):',
    ...Object.entries(command.flags).flatMap(([key, flag]) => flagHelp(key, flag)),
    '  -h, --help',
    '      Print this text.',
    '',
    'Exit codes:',
    ...Object.entries(command.exits).map(([code, meaning]) => `  ${code}  ${meaning}`),
    '',
    'Examples:',
    ...command.examples.map((example) => `  ${exampleLine(example)}`),
    '',
  ].join('\n');
}

/** `Usage: tidewaiter review [flags] [FILE|DIR|-]...` */
export function usage({ name, operands }: Command): string {
  return `Usage: tidewaiter ${name} [flags] ${operands}`.trimEnd();
}

/** The command line of an example, whole. */
export function exampleLine(example: string): string {
  return example.includes('tidewaiter ') ? example : `tidewaiter ${example}`;
}

/** What a flag takes: `must be a port from 0 to 65535 (default 8443)`. */
function expectation({ type, default: fallback, required, repeatable }: Flag): string {
  const expects = repeatable ? `${type.expects}; may be given several times` : type.expects;
  if (required) return `${expects} (required)`;
  return fallback === undefined ? expects : `${expects} (default ${fallback})`;
}

function flagHelp(key: string, flag: Flag): string[] {
  return [
    `  ${names(key, flag)}${valuePart(flag)}   [${variableName(key)}]`,
    ...wrap(`${flag.description} Takes ${expectation(flag)}.`, WIDTH - 6).map((line) => `      ${line}`),
  ];
}

/** All names of a flag: `-t, --fail-on, --failure-threshold`. */
export function names(key: string, flag: Flag): string {
  return [...(flag.short === undefined ? [] : [`-${flag.short}`]), ...longNames(key, flag)].join(', ');
}

/** How a value follows the name: ` FILE`, or `[=MODE]` where the flag means something without one. */
function valuePart({ type: { placeholder, alone } }: Flag): string {
  if (placeholder === '') return '';
  return alone === undefined ? ` ${placeholder}` : `[=${placeholder}]`;
}

/** Breaks a text at spaces into lines of at most `width` characters; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
