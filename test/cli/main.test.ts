import { describe, expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../src/cli/commands.ts';
import { type Flag, flagName, longNames, variableName } from '../../src/cli/flags.ts';
import { tidewaiter } from './command-line.ts';

/** The names of a flag and its value: `--fail-on, --failure-threshold SEVERITY`, `--fix[=MODE]`. */
function flagLine(key: string, flag: Flag): string {
  const { placeholder, alone } = flag.type;
  const value = placeholder === '' ? '' : alone === undefined ? ` ${placeholder}` : `[=${placeholder}]`;
  return `${longNames(key, flag).join(', ')}${value}`;
}

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])('%s lists every command', async (arg) => {
    const { code, out, err } = await tidewaiter([arg]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const width = Math.max(...COMMANDS.map(({ name }) => name.length));
    for (const { name, summary } of COMMANDS) expect(out).toContain(`${name.padEnd(width)}  ${summary}`);
  });

  test.each(COMMANDS.map((command) => [command.name, command] as const))('of %s is complete', async (name, command) => {
    const { code, out } = await tidewaiter([name, '--help']);
    expect(code).toBe(0);
    const flat = out.replaceAll(/\s+/g, ' ');
    expect(flat).toContain(`Usage: tidewaiter ${name} [flags]`);
    for (const paragraph of command.description) expect(flat).toContain(paragraph);
    for (const [key, flag] of Object.entries(command.flags)) {
      expect(flat).toContain(`${flagLine(key, flag)} [${variableName(key)}]`);
      expect(flat).toContain(flag.description);
      expect(flat).toContain(flag.type.expects);
      if (flag.default !== undefined) expect(flat).toContain(`(default ${flag.default})`);
      if (flag.required) expect(flat).toContain('(required)');
    }
    for (const [exit, meaning] of Object.entries(command.exits)) expect(flat).toContain(`${exit} ${meaning}`);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(await tidewaiter(['help', name])).toEqual(await tidewaiter([name, '-h']));
  });

  test('comes also where other arguments are wrong, and not from behind --', async () => {
    expect((await tidewaiter(['serve', '--port', 'x', '--help'])).code).toBe(0);
    expect((await tidewaiter(['serve', '--', '--help'])).code).toBe(2);
  });
});

test('defaults of flags are values that the flags take', () => {
  const defaults = COMMANDS.flatMap(({ flags }) => Object.values(flags)).filter(({ default: value }) => value);
  expect(defaults.filter(({ type, default: value }) => type.read(String(value)) === undefined)).toEqual([]);
});

test.each([['--version'], ['version']])('%s prints the version of the package', async (arg) => {
  expect(await tidewaiter([arg])).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' });
});

describe('what is not understood ends with 2, in one sentence each', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[], 'tidewaiter: which command? `tidewaiter --help` lists them\n'],
    [['reveiw'], 'tidewaiter: unknown command "reveiw"; did you mean "review"?\n'],
    [['audit'], 'tidewaiter: unknown command "audit"; `tidewaiter --help` lists them\n'],
    [['help', 'serv'], 'tidewaiter: unknown command "serv"; did you mean "serve"?\n'],
    [['__proto__'], 'tidewaiter: unknown command "__proto__"; `tidewaiter --help` lists them\n'],
    [['\u001b[31m'], 'tidewaiter: unknown command "\\u{1b}[31m"; `tidewaiter --help` lists them\n'],
    [['review', '--formt=text', 'x'], 'tidewaiter: unknown flag "--formt"; did you mean "--format"?\n'],
    [['review', '--format=xml', 'x'], 'tidewaiter: --format: must be one of text, jsonl, admission, not "xml"\n'],
    [['review'], 'tidewaiter: review what? Name files or folders, or - for standard input\n'],
    [['test'], 'tidewaiter: test what? Name folders with policies and their test.yaml\n'],
    [['test', '--policies=x'], 'tidewaiter: unknown flag "--policies"\n'],
  ];
  test.each(cases)('%j', async (args, err) => {
    expect(await tidewaiter(args)).toEqual({ code: 2, out: '', err });
  });

  test('a misspelt variable', async () => {
    const { code, err } = await tidewaiter(['review', 'x'], { env: { TIDEWAITER_POLICES: 'policies' } });
    expect({ code, err }).toEqual({
      code: 2,
      err: 'tidewaiter: unknown variable "TIDEWAITER_POLICES"; did you mean "TIDEWAITER_POLICIES"?\n',
    });
  });
});

describe('every flag of every command refuses a value of the wrong kind, by its name', () => {
  const wrong = COMMANDS.flatMap(({ name, flags }) => Object.keys(flags).map((key) => [name, key] as const));
  test.each(wrong)('%s %s', async (name, key) => {
    const bad = 'a\u0000\n';
    const byFlag = await tidewaiter([name, `${flagName(key)}=${bad}`, 'x']);
    expect(byFlag.code).toBe(2);
    expect(byFlag.err).toContain(`tidewaiter: ${flagName(key)}: must be `);
    const byVariable = await tidewaiter([name, 'x'], { env: { [variableName(key)]: bad } });
    expect(byVariable.code).toBe(2);
    expect(byVariable.err).toContain(`tidewaiter: ${variableName(key)}: must be `);
  });
});
