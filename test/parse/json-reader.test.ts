import { describe, expect, test } from '@jest/globals';
import { JsonError, readJson } from '../../src/parse/json-reader.ts';

function read(text: string, skipManagedFields = true): unknown {
  return readJson(Buffer.from(text), { skipManagedFields });
}

function errorOf(bytes: Buffer | string, options: { maxDepth?: number } = {}): { code: string; message: string } {
  try {
    readJson(Buffer.from(bytes), { skipManagedFields: true, ...options });
  } catch (error) {
    if (error instanceof JsonError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('encoding', () => {
  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a lone continuation byte', Buffer.from([0x22, 0x80, 0x22])],
    ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['a surrogate encoded as UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a character cut short', Buffer.from([0x22, 0xf0, 0x9f, 0x98])],
    ['UTF-16 with its mark', Buffer.from('\uFEFF{}', 'utf16le')],
    ['a byte order mark', Buffer.from('\uFEFF{}')],
    [
      'no UTF-8 in managed fields',
      Buffer.from('{"request":{"object":{"metadata":{"managedFields":["\xff"]}}}}', 'latin1'),
    ],
    ['U+0000', Buffer.from('{"a":"\\u0000"}')],
    ['U+0000 in a key', Buffer.from('{"a\\u0000":1}')],
    ['a high surrogate alone', Buffer.from('"\\ud800"')],
    ['a low surrogate alone', Buffer.from('"\\uDFFF"')],
    ['two high surrogates', Buffer.from('"\\ud83d\\ud83d"')],
    ['a high surrogate before a letter', Buffer.from('"\\ud83dx"')],
    ['a high surrogate before an escaped letter', Buffer.from('"\\ud83d\\u0041"')],
    ['a high surrogate before another escape', Buffer.from('"\\ud83d\\n\\ude00"')],
    ['a high surrogate at the end', Buffer.from('"\\ud83d')],
    ['half a pair in managed fields', Buffer.from('{"request":{"object":{"metadata":{"managedFields":["\\ud800"]}}}}')],
  ])('%s', (_, bytes) => {
    expect(errorOf(bytes).code).toBe('encoding');
  });

  test.each([
    ['"\\ud83d\\ude00"', '\u{1f600}'],
    ['"\u{1f600}"', '\u{1f600}'],
    ['"\\\\u0000"', '\\u0000'],
    ['"\\\\\\u0041"', '\\A'],
    ['"\\ud7ff\\ue000"', '\ud7ff\ue000'],
    ['"\\u003c"', '<'],
    ['"\uFEFF"', '\uFEFF'],
  ])('%s is fine', (text, value) => {
    expect(read(text)).toBe(value);
  });

  test('UTF-16 without its mark', () => {
    expect(errorOf(Buffer.from('{}', 'utf16le')).code).toBe('syntax');
  });
});

describe('size', () => {
  test('half a million objects and lists are read, one more is not', () => {
    const empty = (count: number) => `[${Array(count).fill('{}').join(',')}]`;
    expect(read(empty(499_999))).toHaveLength(499_999);
    expect(errorOf(empty(500_000))).toMatchObject({
      code: 'size',
      message: 'the text has more than 500000 objects and lists',
    });
  });

  test('members are counted where they are limited, in all objects together', () => {
    const few = { skipManagedFields: false, maxMembers: 3 };
    expect(readJson(Buffer.from('{"a":{"b":1},"c":[2]}'), few)).toEqual({ a: { b: 1 }, c: [2] });
    expect(() => readJson(Buffer.from('{"a":{"b":1},"c":[{"d":2}]}'), few)).toThrow(
      'the text has more than 3 members of objects',
    );
  });
});

describe('depth', () => {
  test('64 levels are read, 65 are not', () => {
    expect(JSON.stringify(read('['.repeat(64) + ']'.repeat(64)))).toHaveLength(128);
    expect(errorOf('['.repeat(65) + ']'.repeat(65))).toEqual({
      code: 'depth',
      message: 'the text is nested more than 64 levels deep',
    });
    expect(errorOf(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`).code).toBe('depth');
  });

  test('the limit can be given', () => {
    expect(errorOf('[[[]]]', { maxDepth: 2 }).code).toBe('depth');
    expect(readJson(Buffer.from('[[[]]]'), { skipManagedFields: false, maxDepth: 3 })).toEqual([[[]]]);
  });

  test('millions of levels', () => {
    expect(errorOf('['.repeat(3_000_000)).code).toBe('depth');
    expect(errorOf('{"a":'.repeat(1_500_000)).code).toBe('depth');
  });

  test('managed fields count', () => {
    const deep = '['.repeat(61) + ']'.repeat(61);
    expect(errorOf(`{"request":{"object":{"metadata":{"managedFields":${deep}}}}}`).code).toBe('depth');
  });

  test('brackets in strings do not count', () => {
    expect(read(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`)).toHaveLength(201);
  });
});

describe('duplicate keys', () => {
  test.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a":{"b":1},"a":{"c":1}}',
    '[{"x":[{"a":1,"b":2,"a":3}]}]',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
    '{"request":{"object":{"metadata":{"managedFields":[],"managedFields":[]}}}}',
    `{"request":{"object":{"metadata":{${'"managedFields":[{}],'.repeat(9)}"managedFields":[]}}}}`,
    '{"request":{"object":{"metadata":{"managedFields":[1]}}},"request":{"object":{"metadata":{"managedFields":[1]}}}}',
  ])('%s', (text) => {
    expect(errorOf(text)).toEqual({ code: 'duplicate-key', message: 'an object has the same key twice' });
  });

  test('names that JavaScript has plans for are data', () => {
    const value = read('{"__proto__":{"polluted":true},"constructor":1,"hasOwnProperty":2,"toString":3}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'hasOwnProperty', 'toString']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('keys that JSON.parse may take for others (nodejs/node#63785)', () => {
  test.each([
    ['{"h":1,"\\\\":0}', '{"h":1,"\\"":2}', 'h,"'],
    ['{"i":1,"\\\\":0}', '{"i":1,"\\u0061":2}', 'i,a'],
    ['{"j":1,"\\\\":0}', ' { "j" : [ ] , "\\n" : { } } ', 'j,\n'],
    ['{"k":1,"a\\\\":0}', '{"k":-1.5e3,"a\\u0062":"x"}', 'k,ab'],
    ['{"l":1,"\\\\":0}', '{"l":[{}, [null] ,true],"__proto__":{},"\\u005f":2}', 'l,__proto__,_'],
  ])('%s, then %s', (before, text, keys) => {
    read(before);
    expect(Object.keys(read(text) as object).join()).toBe(keys);
  });
});

describe('syntax', () => {
  test.each([
    '',
    ' ',
    '{',
    '}',
    ']]',
    '{"a":1}}',
    '{"a":1}{"b":2}',
    '{"a" 1}',
    '{"a":1,}',
    '[1,]',
    '{a:1}',
    "{'a':1}",
    '"a',
    '"a\\',
    '"\\u12"',
    '"\\x"',
    '"a\nb"',
    '01',
    'NaN',
    'nul',
    '[}',
    '{]',
    '/* */1',
    '{"request":{"object":{"metadata":{"managedFields":[',
    '{"request":{"object":{"metadata":{"managedFields":[}}}}}',
    '{"request":{"object":{"metadata":{"managedFields":[]]}}}',
    '{"request":{"object":{"metadata":{"managedFields":"x" []}}}}',
  ])('%j', (text) => {
    expect(errorOf(text).code).toBe('syntax');
  });

  test('the message does not repeat the content', () => {
    expect(errorOf('{"password": hunter2}').message).toBe('the text is not valid JSON');
  });
});

describe('managed fields', () => {
  const metadata = '{"name":"x","managedFields":[{"a":1,"a":2},["]"],"\\"]"],"uid":"y"}';

  test('are left out of both objects', () => {
    const text = `{"request":{"uid":"é","object":{"metadata":${metadata}},"oldObject":{"metadata":${metadata}}}}`;
    const expected = { metadata: { name: 'x', managedFields: [], uid: 'y' } };
    expect(read(text)).toEqual({ request: { uid: 'é', object: expected, oldObject: expected } });
  });

  test('are read where that is asked for', () => {
    const text = '{"request":{"object":{"metadata":{"managedFields":[{"manager":"kubectl"}]}}}}';
    expect(read(text, false)).toEqual(JSON.parse(text));
  });

  test.each([
    '{"request":{"object":{"metadata":{"managedFields":{"a":[1]}}}}}',
    '{"request":{"object":{"metadata":{"managedFields":1,"x":[1]}}}}',
    '{"request":{"object":{"metadata":{"managedFields":null},"spec":[1]}}}',
    '{"request":{"object":{"metadata":{"managed\\u0046ields":[1]}}}}',
    '{"request":{"object":{"spec":{"metadata":{"managedFields":[1]}}}}}',
    '{"request":{"object":[{"metadata":{"managedFields":[1]}}]}}',
    '{"request":{"object":{"metadata":[{"managedFields":[1]}]}}}',
    '[{"request":{"object":{"metadata":{"managedFields":[1]}}}}]',
    '{"request":{"options":{"metadata":{"managedFields":[1]}}}}',
    '{"object":{"metadata":{"managedFields":[1]}}}',
    '{"request":5,"object":{"metadata":{"managedFields":[1]}}}',
    '{"request":{"object":{"metadata":{}}},"managedFields":[1]}',
    '{"request":{"object":{"x":{},"metadata":{"y":"managedFields","z":[1]}}}}',
  ])('is not what stands elsewhere: %s', (text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });
});

test('eight mebibytes of escapes beside an escaped key', () => {
  const escapes = '\\n'.repeat(4_000_000);
  expect(read(`{"\\u0061":"${escapes}\\\\"}`)).toEqual({ a: `${'\n'.repeat(4_000_000)}\\` });
});

test('eight mebibytes of keys', () => {
  const members = Array.from({ length: 400_000 }, (_, i) => `"key-${i}":${i}`);
  expect(Object.keys(read(`{${members.join(',')}}`) as object)).toHaveLength(400_000);
  expect(errorOf(`{${members.join(',')},"key-0":0}`).code).toBe('duplicate-key');
});
