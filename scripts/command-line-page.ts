import type { Command } from '../src/cli/command.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { type Flag, variableName } from '../src/cli/flags.ts';
import { exampleLine, names, usage } from '../src/cli/help.ts';

/** docs/cli.md: what `--help` says, for reading. */
export function commandLinePage(): string {
  return `${[
    '# Command line',
    '',
    'A flag is set on the command line (`--port 443` or `--port=443`) or by its environment variable; the command line',
    'wins. A value that cannot be used is refused, and the message names the flag or variable. `tidewaiter --version`',
    'prints the version, `tidewaiter COMMAND --help` what stands here.',
    '',
    'To start faster, compiled code is kept in `tidewaiter/compile-cache` in `$XDG_CACHE_HOME` or `~/.cache`. Where that',
    'cannot be written nothing is kept, and `NODE_DISABLE_COMPILE_CACHE=1` turns it off.',
    ...COMMANDS.flatMap(commandSection),
  ].join('\n')}\n`;
}

function commandSection(command: Command): string[] {
  const flags = Object.entries(command.flags);
  return [
    '',
    `## ${command.name}`,
    '',
    '```text',
    usage(command),
    '```',
    '',
    ...command.description.flatMap((paragraph) => [paragraph, '']),
    ...(flags.length > 0 ? ['| Flag | Variable | Value | Default | |', '|---|---|---|---|---|'] : ['It has no flags.']),
    ...flags.map(flagRow),
    '',
    '| Exit code | |',
    '|---|---|',
    ...Object.entries(command.exits).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '```console',
    ...command.examples.map(exampleLine),
    '```',
  ];
}

function flagRow([key, flag]: [string, Flag]): string {
  const { type, description, required, repeatable, default: fallback } = flag;
  const given = required ? 'required' : fallback === undefined ? '' : `\`${fallback}\``;
  const value = repeatable ? `${type.expects}; several times` : type.expects;
  return `| \`${names(key, flag)}\` | \`${variableName(key)}\` | ${value} | ${given} | ${description} |`;
}
