import { checkDnsLabel } from '../parse/kubernetes-names.ts';

/** How the text of a flag becomes its value. */
export interface FlagType<T> {
  /** Stands for the value in help: `PORT`. */
  readonly placeholder: string;
  /** Completes "must be ...": `a port from 0 to 65535`. */
  readonly expects: string;
  /** What the flag means without a value. Absent: it needs one. */
  readonly alone?: string;
  /** The value; undefined where the text is not one. */
  read(text: string): T | undefined;
}

const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

/** A whole number between two bounds, both included. */
export function wholeNumber(minimum: number, maximum: number, placeholder = 'NUMBER'): FlagType<number> {
  return {
    placeholder,
    expects: `a whole number from ${minimum} to ${maximum}`,
    read: (text) => within(readDigits(text), minimum, maximum),
  };
}

/** A TCP port; 0 asks the system for a free one. */
export function port(): FlagType<number> {
  return { ...wholeNumber(0, 65_535, 'PORT'), expects: 'a port from 0 to 65535' };
}

/** A length of time such as `500ms`, `5s` or `2m`, between two such texts; the value is in milliseconds. */
export function duration(minimum: string, maximum: string): FlagType<number> {
  return measured('DURATION', 'a duration such as 500ms, 5s or 2m', DURATION_UNITS, minimum, maximum);
}

/** A number of bytes such as `512KiB` or `8MiB`, between two such texts. */
export function size(minimum: string, maximum: string): FlagType<number> {
  return measured('SIZE', 'a size such as 512KiB or 8MiB', SIZE_UNITS, minimum, maximum);
}

/** Text that is not empty and has no control characters: a path, a host, a name. */
export function line(placeholder: string, expects: string): FlagType<string> {
  return { placeholder, expects, read: (text) => (isLine(text) ? text : undefined) };
}

/** The name of a namespace: a DNS label (RFC 1123). */
export function namespaceName(): FlagType<string> {
  return {
    placeholder: 'NAME',
    expects: 'the name of a namespace: lower-case letters, digits and "-", at most 63',
    read: (text) => (checkDnsLabel(text) === undefined ? text : undefined),
  };
}

/** One of a closed set of words. */
export function oneOf<const W extends readonly string[]>(placeholder: string, words: W): FlagType<W[number]> {
  return {
    placeholder,
    expects: `one of ${words.join(', ')}`,
    read: (text) => words.find((word) => word === text),
  };
}

/** Items separated by commas, each trimmed and not empty. */
export function listOf(placeholder: string, expects: string): FlagType<readonly string[]> {
  return {
    placeholder: `${placeholder},...`,
    expects,
    read(text) {
      const items = text.split(',').map((item) => item.trim());
      return items.every(isLine) ? items : undefined;
    },
  };
}

function measured(
  placeholder: string,
  expects: string,
  units: ReadonlyMap<string, number>,
  minimum: string,
  maximum: string,
): FlagType<number> {
  const read = (text: string): number | undefined => {
    const [, digits = '', unit = ''] = /^([0-9]+)([A-Za-z]+)$/.exec(text) ?? [];
    const amount = readDigits(digits);
    const factor = units.get(unit);
    return amount === undefined || factor === undefined ? undefined : amount * factor;
  };
  return {
    placeholder,
    expects: `${expects}, from ${minimum} to ${maximum}`,
    read: (text) => within(read(text), read(minimum) ?? 0, read(maximum) ?? 0),
  };
}

function readDigits(text: string): number | undefined {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}

function within(value: number | undefined, minimum: number, maximum: number): number | undefined {
  return value !== undefined && value >= minimum && value <= maximum ? value : undefined;
}

function isLine(text: string): boolean {
  return text !== '' && !/\p{Cc}/u.test(text);
}

/** On or off; the name of the flag alone turns it on. */
export function onOff(): FlagType<boolean> {
  return {
    placeholder: '',
    expects: '`true` or `false`, or nothing, which means `true`',
    alone: 'true',
    read: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  };
}
