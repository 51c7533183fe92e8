import { describe, expect, test } from '@jest/globals';
import { line, listOf, oneOf } from '../../src/cli/flag-types.ts';
import { optionalFlag, readFlags, repeatableFlag } from '../../src/cli/flags.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const TABLE = {
  output: repeatableFlag(line('FILE', 'a path'), 'Where to.', { short: 'o' }),
  ignore: repeatableFlag(listOf('RULE', 'rules'), 'What not.'),
  failOn: optionalFlag(oneOf('LEVEL', ['error', 'none']), 'When.', { short: 't', aliases: ['failure-threshold'] }),
  fix: optionalFlag({ ...oneOf('MODE', ['safe', 'unsafe']), alone: 'safe' }, 'Mend.'),
};

const read = (args: readonly string[], environment = {}) => readFlags(TABLE, args, environment);

describe('a flag that may be given several times', () => {
  test('yields its values in their order, and none where it is not given', () => {
    expect(read(['-o', 'a', '--output=b', '-oc']).values.output).toEqual(['a', 'b', 'c']);
    expect(read([]).values).toEqual({ output: [], ignore: [] });
    expect(read(['--ignore=a,b', '--ignore', 'c']).values.ignore).toEqual([['a', 'b'], ['c']]);
  });

  test('takes one from its variable, where the command line has none', () => {
    expect(read([], { TIDEWAITER_IGNORE: 'a,b' }).values.ignore).toEqual([['a', 'b']]);
    expect(read(['--ignore=c'], { TIDEWAITER_IGNORE: 'a,b' }).values.ignore).toEqual([['c']]);
  });

  test('says which of its values is wrong', () => {
    expect(() => read(['-o', 'a', '-o', 'b\n'])).toThrow('-o: must be a path, not "b\\u{a}"');
  });
});

describe('a flag with another name', () => {
  test.each([[['--fail-on=error']], [['--failure-threshold', 'error']], [['-t', 'error']]])('%j', (args) => {
    expect(read(args).values.failOn).toBe('error');
  });

  test('may be given by one of them alone', () => {
    expect(() => read(['--fail-on=error', '--failure-threshold=none'])).toThrow(UsageError);
    expect(() => read(['--failure-treshold=none'])).toThrow('did you mean "--failure-threshold"?');
  });
});

test('a flag that means something alone takes a value only behind `=`', () => {
  expect(read(['--fix']).values.fix).toBe('safe');
  expect(read(['--fix=unsafe']).values.fix).toBe('unsafe');
  expect(read(['--fix', 'unsafe'])).toMatchObject({ values: { fix: 'safe' }, operands: ['unsafe'] });
  expect(() => read(['--fix=all'])).toThrow('--fix: must be one of safe, unsafe');
});
