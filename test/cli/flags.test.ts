import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { duration, line, listOf, oneOf, onOff, port, size, wholeNumber } from '../../src/cli/flag-types.ts';
import {
  flag,
  flagName,
  optionalFlag,
  readFlags,
  refuseMisspelt,
  requiredFlag,
  variableName,
} from '../../src/cli/flags.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const TABLE = {
  port: flag(port(), '8443', 'Port.'),
  maxBody: flag(size('1MiB', '64MiB'), '8MiB', 'Body.'),
  tlsKey: requiredFlag(line('FILE', 'the path of a file'), 'Key.'),
  clientNames: optionalFlag(listOf('NAME', 'names separated by commas'), 'Names.'),
};

function problems(args: readonly string[], environment: Record<string, string> = {}): readonly string[] {
  try {
    readFlags(TABLE, args, environment);
    return [];
  } catch (error) {
    return (error as UsageError).problems;
  }
}

test('flag and variable are named after the key', () => {
  expect(flagName('tlsKey')).toBe('--tls-key');
  expect(variableName('tlsKey')).toBe('TIDEWAITER_TLS_KEY');
});

describe('where a value comes from', () => {
  test('the default, where nothing is set', () => {
    const { values } = readFlags(TABLE, ['--tls-key', 'k'], {});
    expect(values).toEqual({ port: 8443, maxBody: 8 * 2 ** 20, tlsKey: 'k' });
  });

  test('the environment before the default, the command line before the environment', () => {
    const environment = { TIDEWAITER_PORT: '1', TIDEWAITER_TLS_KEY: 'env', TIDEWAITER_CLIENT_NAMES: 'a, b' };
    const { values } = readFlags(TABLE, ['--port=2'], environment);
    expect(values).toEqual({ port: 2, maxBody: 8 * 2 ** 20, tlsKey: 'env', clientNames: ['a', 'b'] });
  });

  test('a short name stands for its flag', () => {
    const table = { output: requiredFlag(line('DIR', 'a folder'), 'Output.', { short: 'o' }) };
    for (const args of [['-o', 'x'], ['-ox'], ['--output=x']]) {
      expect(readFlags(table, args, {}).values).toEqual({ output: 'x' });
    }
    for (const args of [['-o'], ['-o', 'x', '--output=y'], ['-p', 'x']]) {
      expect(() => readFlags(table, args, {})).toThrow(UsageError);
    }
  });

  test('what is not a flag is an operand, also everything after --', () => {
    const { operands } = readFlags(TABLE, ['a', '--tls-key=k', '-', '--', '--port', '-b'], {});
    expect(operands).toEqual(['a', '-', '--port', '-b']);
  });

  test('the variables that Kubernetes sets for a Service named tidewaiter do not count', () => {
    const environment = {
      TIDEWAITER_PORT: 'tcp://10.0.0.1:443',
      TIDEWAITER_SERVICE_HOST: '10.0.0.1',
      TIDEWAITER_SERVICE_PORT: '443',
      TIDEWAITER_SERVICE_PORT_HTTPS: '443',
      TIDEWAITER_PORT_443_TCP: 'tcp://10.0.0.1:443',
      TIDEWAITER_PORT_443_TCP_PORT: '443',
      TIDEWAITER_METRICS_SERVICE_PORT: '9090',
    };
    expect(readFlags(TABLE, ['--tls-key=k'], environment).values.port).toBe(8443);
    expect(() => refuseMisspelt([TABLE], environment)).not.toThrow();
  });
});

describe('what is refused', () => {
  test('an unknown flag, with a suggestion where one is near', () => {
    expect(problems(['--tls-kye', 'k', '--tls-key=k'])).toEqual([
      'unknown flag "--tls-kye"; did you mean "--tls-key"?',
    ]);
    expect(problems(['--tls-key=k', '-x', '--constructor', '--__proto__=1'])).toEqual([
      'unknown flag "-x"',
      'unknown flag "--constructor"',
      'unknown flag "--__proto__"',
    ]);
  });

  test.each([['--port'], ['--port', '--tls-key=k']])('a flag without its value: %s %s', (...args) => {
    expect(problems(args.filter((arg) => arg !== undefined))).toContain('--port needs a value: a port from 0 to 65535');
  });

  test('a flag that is given twice', () => {
    expect(problems(['--port=1', '--port=2', '--tls-key=k'])).toEqual(['--port is given twice; give it once']);
  });

  test('a required flag that is missing, by both its names', () => {
    expect(problems([])).toEqual(['--tls-key (or TIDEWAITER_TLS_KEY) is required: Key.']);
  });

  test('a bad value, by the name of the flag or variable that has it, and all of them at once', () => {
    expect(problems(['--port=x', '--tls-key='], { TIDEWAITER_MAX_BODY: '1kb' })).toEqual([
      '--port: must be a port from 0 to 65535, not "x"',
      'TIDEWAITER_MAX_BODY: must be a size such as 512KiB or 8MiB, from 1MiB to 64MiB, not "1kb"',
      '--tls-key: must be the path of a file, not ""',
    ]);
  });

  test('an empty variable, because a setting may have been lost', () => {
    expect(problems(['--tls-key=k'], { TIDEWAITER_CLIENT_NAMES: '' })).toEqual([
      'TIDEWAITER_CLIENT_NAMES: must be names separated by commas, not ""',
    ]);
  });

  test('control characters, which are shown escaped', () => {
    expect(problems(['--tls-key=k\u001b[2J'])).toEqual(['--tls-key: must be the path of a file, not "k\\u{1b}[2J"']);
  });

  test('a variable that is nearly the name of one that counts', () => {
    expect(() => refuseMisspelt([TABLE], { TIDEWAITER_CLIENT_NAME: 'x' })).toThrow(
      'unknown variable "TIDEWAITER_CLIENT_NAME"; did you mean "TIDEWAITER_CLIENT_NAMES"?',
    );
    expect(() => refuseMisspelt([TABLE], { TIDEWAITER_CI_TOKEN: 'x', TIDEWAITER_PORT: '1', OTHER: '1' })).not.toThrow();
  });

  test('any argument list is either read or refused with sentences', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('--port', '--tls-key', '--max-body=', '--', '-', '-x', '8MiB'));
    return fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (args) => {
        try {
          readFlags(TABLE, args, {});
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as UsageError).problems.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('kinds of values', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0s', 0],
    ['499ms', 499],
    ['2h', undefined],
    ['5', undefined],
    ['5 s', undefined],
    ['-5s', undefined],
    ['1.5s', undefined],
    ['5S', undefined],
    ['', undefined],
    ['999999999999999999s', undefined],
  ])('duration %j', (text, expected) => expect(duration('0s', '1h').read(text)).toBe(expected));

  test.each([
    ['1KiB', 1_024],
    ['1024B', 1_024],
    ['8MiB', 8 * 2 ** 20],
    ['1GiB', 2 ** 30],
    ['2GiB', undefined],
    ['1023B', undefined],
    ['8MB', undefined],
    ['8', undefined],
    ['0x10KiB', undefined],
    ['8 MiB', undefined],
  ])('size %j', (text, expected) => expect(size('1KiB', '1GiB').read(text)).toBe(expected));

  test.each([
    ['0', 0],
    ['65535', 65_535],
    ['65536', undefined],
    ['-1', undefined],
    ['8443.0', undefined],
    ['0x1', undefined],
    [' 1', undefined],
    ['１', undefined],
  ])('port %j', (text, expected) => expect(port().read(text)).toBe(expected));

  test('a whole number keeps to its bounds', () => {
    const type = wholeNumber(1, 10);
    expect(['0', '1', '10', '11'].map((text) => type.read(text))).toEqual([undefined, 1, 10, undefined]);
    expect(type.expects).toBe('a whole number from 1 to 10');
  });

  test('one of some words', () => {
    expect(oneOf('X', ['text', 'jsonl']).read('jsonl')).toBe('jsonl');
    expect(oneOf('X', ['text', 'jsonl']).read('json')).toBeUndefined();
    expect(oneOf('X', ['text', 'jsonl']).read('constructor')).toBeUndefined();
  });

  test('a list has no empty items', () => {
    expect(listOf('X', 'x').read('a,b')).toEqual(['a', 'b']);
    expect(listOf('X', 'x').read('a,,b')).toBeUndefined();
  });
});

describe('a flag that is on or off', () => {
  const table = { loud: flag(onOff(), 'false', 'Loud.'), quiet: flag(onOff(), 'true', 'Quiet.') };
  const read = (args: readonly string[], environment: Record<string, string> = {}) =>
    readFlags(table, args, environment);

  test.each<[readonly string[], Record<string, string>, boolean]>([
    [[], {}, false],
    [['--loud'], {}, true],
    [['--loud=true'], {}, true],
    [['--loud=false'], {}, false],
    [[], { TIDEWAITER_LOUD: 'true' }, true],
    [[], { TIDEWAITER_LOUD: 'false' }, false],
    [['--loud'], { TIDEWAITER_LOUD: 'false' }, true],
    [['--loud=false'], { TIDEWAITER_LOUD: 'true' }, false],
  ])('%j with %j: %s', (args, environment, loud) => {
    expect(read(args, environment).values.loud).toBe(loud);
  });

  test('does not take the operand after it', () => {
    const { values, operands } = read(['--loud', 'false', '--quiet=false', 'a.yaml']);
    expect({ values, operands }).toEqual({ values: { loud: true, quiet: false }, operands: ['false', 'a.yaml'] });
  });

  test.each<[readonly string[], Record<string, string>]>([
    [['--loud=yes'], {}],
    [['--loud='], {}],
    [['--loud=TRUE'], {}],
    [[], { TIDEWAITER_LOUD: '' }],
    [[], { TIDEWAITER_LOUD: '1' }],
    [['--loud', '--loud'], {}],
    [['--no-loud'], {}],
  ])('%j with %j is refused', (args, environment) => {
    expect(() => read(args, environment)).toThrow(UsageError);
  });
});
