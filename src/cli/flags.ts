import { parseArgs } from 'node:util';
import { printable } from '../model/printable.ts';
import { closestWord, suggest } from '../model/suggest.ts';
import type { FlagType } from './flag-types.ts';
import { UsageError } from './usage-error.ts';

/**
 * One flag of a command. Its name on the command line and its environment variable follow from its key
 * in the table: `maxBody` is `--max-body` and `TIDEWAITER_MAX_BODY`.
 */
export interface Flag<T = unknown> {
  readonly type: FlagType<T>;
  /** What the flag is for, in one or two sentences. */
  readonly description: string;
  /** The default as a user would write it. */
  readonly default?: string;
  readonly required?: true;
  /** One letter that stands for it as well: `o` for `-o`. */
  readonly short?: string;
  /** Other names of the flag, without the hyphens. */
  readonly aliases?: readonly string[];
  /** May be given several times, and yields a list; its variable stands for one of these times. */
  readonly repeatable?: true;
}

type FlagNames = Pick<Flag, 'short' | 'aliases'>;

/** All flags of a command. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values that a table yields: undefined only where a flag is neither required nor has a default. */
export type FlagValues<F extends FlagTable> = {
  readonly [K in keyof F]: F[K] extends Flag<infer T>
    ? F[K] extends { readonly repeatable: true }
      ? readonly T[]
      : F[K] extends { readonly default: string } | { readonly required: true }
        ? T
        : T | undefined
    : never;
};

/** A flag that yields undefined where the user does not set it. */
export function optionalFlag<T>(type: FlagType<T>, description: string, names: FlagNames = {}): Flag<T> {
  return { type, description, ...names };
}

/** A flag that the user may set any number of times. */
export function repeatableFlag<T>(
  type: FlagType<T>,
  description: string,
  names: FlagNames = {},
): Flag<T> & { readonly repeatable: true } {
  return { type, description, repeatable: true, ...names };
}

/** A flag that the user must set. */
export function requiredFlag<T>(
  type: FlagType<T>,
  description: string,
  names: FlagNames = {},
): Flag<T> & { readonly required: true } {
  return { type, description, required: true, ...names };
}

/** A flag with a default, given as a user would write it. */
export function flag<T>(
  type: FlagType<T>,
  fallback: string,
  description: string,
  names: FlagNames = {},
): Flag<T> & { readonly default: string } {
  return { type, description, default: fallback, ...names };
}

/** All names of a flag that start with two hyphens, its own first. */
export function longNames(key: string, { aliases = [] }: Flag): readonly string[] {
  return [flagName(key), ...aliases.map((alias) => `--${alias}`)];
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'TIDEWAITER_';

/** `--max-body` for `maxBody`. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `TIDEWAITER_MAX_BODY` for `maxBody`. */
export function variableName(key: string): string {
  return `${PREFIX}${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * What the user set: the command line wins over the environment, the environment over the default.
 *
 * @throws UsageError with every flag and variable that is unknown, missing or has a value it cannot have
 */
export function readFlags<F extends FlagTable>(
  table: F,
  args: readonly string[],
  environment: Environment,
): { values: FlagValues<F>; operands: readonly string[] } {
  const problems: string[] = [];
  const { given, operands } = splitArguments(table, args, problems);
  const values: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(table)) {
    const sources = given.get(key) ?? fromEnvironment(key, environment) ?? fromDefault(key, flag);
    if (flag.required && sources.length === 0) {
      problems.push(`${flagName(key)} (or ${variableName(key)}) is required: ${flag.description}`);
    }
    const read = sources.map(({ name, text }) => {
      const value = flag.type.read(text);
      if (value === undefined) problems.push(`${name}: must be ${flag.type.expects}, not ${quote(text)}`);
      return value;
    });
    if (flag.repeatable) values[key] = read;
    else if (read.length > 0) values[key] = read[0];
  }
  if (problems.length > 0) throw new UsageError(problems);
  return { values: values as FlagValues<F>, operands };
}

/** A text that a flag's value is read from, and the name the user knows it by. */
interface Source {
  readonly name: string;
  readonly text: string;
}

function splitArguments(table: FlagTable, args: readonly string[], problems: string[]) {
  const keys = new Map<string, string>();
  for (const [key, flag] of Object.entries(table)) for (const name of longNames(key, flag)) keys.set(name, key);
  const options = Object.fromEntries(
    Array.from(keys, ([name, key]) => {
      const { type, short } = table[key] ?? {};
      const kind = type?.alone === undefined ? ('string' as const) : ('boolean' as const);
      return [name.slice(2), { type: kind, ...(short !== undefined && name === flagName(key) && { short }) }];
    }),
  );
  for (const [key, { short }] of Object.entries(table)) if (short !== undefined) keys.set(`-${short}`, key);
  const given = new Map<string, Source[]>();
  const give = (key: string, source: Source): void => {
    const before = given.get(key);
    if (before === undefined) given.set(key, [source]);
    else before.push(source);
  };
  const operands: string[] = [];
  const { tokens } = parseArgs({ args: [...args], options, tokens: true, strict: false, allowPositionals: true });
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const key = keys.get(token.rawName);
    if (key === undefined) {
      problems.push(`unknown flag ${quote(token.rawName)}${suggest(token.rawName, [...keys.keys(), '--help'])}`);
    } else if (given.has(key) && !table[key]?.repeatable) {
      problems.push(`${token.rawName} is given twice; give it once`);
    } else if (token.value === undefined && table[key]?.type.alone !== undefined) {
      give(key, { name: token.rawName, text: table[key].type.alone });
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      problems.push(`${token.rawName} needs a value: ${table[key]?.type.expects}`);
    } else {
      give(key, { name: token.rawName, text: token.value });
    }
  }
  return { given, operands };
}

/** Kubernetes sets such variables for every Service whose name starts with `tidewaiter` ("service links"). */
const SERVICE_LINK = {
  name: /_SERVICE_(?:HOST|PORT)|_PORT_[0-9]+_/,
  value: /^(?:tcp|udp|sctp):\/\//,
};

function fromEnvironment(key: string, environment: Environment): readonly Source[] | undefined {
  const name = variableName(key);
  const text = environment[name];
  return text === undefined || SERVICE_LINK.value.test(text) ? undefined : [{ name, text }];
}

function fromDefault(key: string, { default: text }: Flag): readonly Source[] {
  return text === undefined ? [] : [{ name: flagName(key), text }];
}

/**
 * Refuses variables that differ by little from one that a command reads: each is a setting that was
 * meant and would not count. Variables that resemble none are left alone, whoever they are for.
 *
 * @throws UsageError
 */
export function refuseMisspelt(tables: readonly FlagTable[], environment: Environment): void {
  const known = new Set(tables.flatMap((table) => Object.keys(table).map(variableName)));
  const ends = [...known].map((name) => name.slice(PREFIX.length));
  const problems: string[] = [];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(PREFIX) || known.has(name) || SERVICE_LINK.name.test(name)) continue;
    const meant = closestWord(name.slice(PREFIX.length), ends);
    if (meant !== undefined) problems.push(`unknown variable ${quote(name)}; did you mean "${PREFIX}${meant}"?`);
  }
  if (problems.length > 0) throw new UsageError(problems);
}

function quote(text: string): string {
  return `"${printable(text, 80)}"`;
}
