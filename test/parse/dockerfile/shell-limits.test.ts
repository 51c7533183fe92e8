// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells look like those of templates
import { describe, expect, test } from '@jest/globals';
import { MAX_SCRIPT_LENGTH } from '../../../src/parse/dockerfile/shell.ts';
import { commands, script } from './shown-commands.ts';

/** Asks for everything that is worked out late. */
function readAll(text: string) {
  const parsed = script(text);
  let late = parsed.constructs.length;
  for (const { words, assignments, redirects } of parsed.commands) {
    late += assignments.length + redirects.length;
    for (const { value, literal, expansions } of words) late += value.length + expansions.length + (literal ? 1 : 0);
  }
  expect(late).toBeGreaterThanOrEqual(0);
  return parsed;
}

describe('scripts that are too large', () => {
  test('are read up to 1 MiB, without the errors of the cut', () => {
    const text = `a; b "${'x'.repeat(MAX_SCRIPT_LENGTH)}"; c`;
    expect(script(text)).toMatchObject({ truncated: true, errors: [], commands: { length: 2 } });
  });

  test('are read whole at 1 MiB', () => {
    const text = `a "${'x'.repeat(MAX_SCRIPT_LENGTH - 7)}"; b`.slice(0, MAX_SCRIPT_LENGTH);
    expect(script(text)).toMatchObject({ truncated: false, commands: { length: 2 } });
  });

  test('are read up to 2,000 heredocs', () => {
    const heredocs = (count: number) => `a${' <<E'.repeat(count)}\n${'E\n'.repeat(count)}b`;
    expect(script(heredocs(2_000))).toMatchObject({ truncated: false, commands: { length: 2 } });
    expect(script(heredocs(2_001))).toMatchObject({ truncated: true, errors: [], commands: { length: 1 } });
  });
});

describe('scripts that are too deep', () => {
  const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}a${close.repeat(depth)}`;

  test.each([
    ['subshells', '( ', ' )'],
    ['groups', '{ ', '; }'],
    ['conditions', 'if ', '; then b; fi'],
    ['loops', 'while ', '; do b; done'],
    ['substitutions', 'x $(', ')'],
    ['quoted substitutions', 'x "$(', ')"'],
    ['process substitutions', 'x <(', ')'],
    ['functions', 'f() ( ', ')'],
  ])('are read 32 levels deep: %s', (_, open, close) => {
    const whole = script(nested(32, open, close));
    expect([whole.truncated, whole.errors]).toEqual([false, []]);
    expect(whole.commands.map(({ program }) => program)).toContain('a');
    const deeper = script(nested(33, open, close));
    expect(deeper.truncated).toBe(true);
    expect(deeper.commands.map(({ program }) => program)).not.toContain('a');
  });

  test('are read as deep in values of expansions', () => {
    const text = (depth: number) => `x ${'${a:-'.repeat(depth)}$(b)${'}'.repeat(depth)}`;
    expect(script(text(31))).toMatchObject({ truncated: false, commands: { length: 2 } });
    expect(script(text(33))).toMatchObject({ truncated: true, commands: { length: 1 } });
    expect(script(text(33)).commands[0]?.args[0]?.expansions.length).toBe(32);
  });
});

test('substitutions are read up to 1 MiB of them, those in each other counted each time', () => {
  const nested = `x $(y $(z ${' '.repeat(400_000)}))`;
  expect(script(nested)).toMatchObject({ truncated: false, commands: { length: 3 } });
  const both = script(`${nested}; ${nested}; a`);
  expect([both.truncated, both.commands.at(-1)?.program]).toEqual([true, 'a']);
});

describe('hostile scripts are read, and are not whole or have errors', () => {
  const many = 20_000;
  test.each([
    ['$(', 'x '],
    ['"$(', 'x '],
    ['(', ''],
    ['{ ', ''],
    ['if a; then ', ''],
    ['f() ', ''],
    ['function ', ''],
    ['coproc ', ''],
    ['case a in ', ''],
    ['<(', 'x '],
    ['${a:-', 'x '],
    ['${ a;', 'x '],
    ['@(', 'x '],
    ['$((', 'x '],
    ['a=(', ''],
    ['[[ ( ', ''],
    ['`a \\`b ', ''],
  ])('%s', (piece, front) => {
    const { truncated, errors } = readAll(front + piece.repeat(many));
    expect(truncated || errors.length > 0).toBe(true);
    expect(errors.length).toBeLessThanOrEqual(100);
    expect(commands('a b')).toEqual(['a b']);
  });
});

describe('long scripts are read whole', () => {
  const many = 100_000;
  test.each<[string, string, number]>([
    ['commands joined by &&', `${'a&&'.repeat(2 * many)}a`, 2 * many + 1],
    ['pipes', `${'a|'.repeat(many)}a`, many + 1],
    ['branches', `if a; then b; ${'elif c; then d; '.repeat(many / 2)}fi`, many + 2],
    ['arguments', `a ${'b '.repeat(many)}`, 1],
    ['variables', `a ${'$b"$c"'.repeat(many)}`, 1],
    ['substitutions', `a ${'$(b)`c`'.repeat(many / 10)}`, many / 5 + 1],
    ['sums', `a $((${'1+'.repeat(many)}1))`, 1],
    ['sums with substitutions', `a $((${'1+'.repeat(many)}$(b)))`, 2],
    ['wrappers', `${'sudo '.repeat(many)}a`, 1],
    ['a quoted word', `a "${'b'.repeat(8 * many)}"`, 1],
    ['options', `sudo -${'n'.repeat(8 * many)} a`, 1],
    ['assignments', `export ${'A=b '.repeat(many)}`, 1],
    ['braces', `a ${'{b,'.repeat(many)}`, 1],
    ['texts', `sh -c '${'a;'.repeat(many)}'`, many + 1],
    ['NUL characters', `a ${'\0'.repeat(many)}`, 1],
  ])('%s', (_, text, count) => {
    const { truncated, errors, commands: all } = readAll(text);
    expect([truncated, errors.length, all.length]).toEqual([false, 0, count]);
  });
});
