import type { Build, Stage } from '../model/build.ts';
import type { ExposedPort, Fact, ImageEntries, ImageFacts } from '../model/image-facts.ts';
import { isRoot, userOf } from '../rules/dockerfile/shared/user-name.ts';

/** Who an image runs as. */
export type GuessedUser =
  | { readonly kind: 'root' }
  | { readonly kind: 'number'; readonly uid: number; readonly gid: number | undefined }
  /** `uid`: what the file gives to the name, where it tells. */
  | { readonly kind: 'name'; readonly name: string; readonly uid: number | undefined };

export interface GuessedVariable {
  readonly name: string;
  readonly value: string;
}

/** An image as it is, or may be. */
export interface ImageGuess {
  /** As the config has it. */
  readonly config: string;
  readonly user: GuessedUser;
  readonly ports: readonly ExposedPort[];
  readonly env: readonly GuessedVariable[];
}

/** Ports and variables that are put into a pod; more would say the same. */
const MOST_ENTRIES = 500;

/** What a base image that nobody knows could do: ports below 1024 and that of SSH, and code in other programs. */
const WORST_PORTS: readonly ExposedPort[] = [22, 80].map((port) => ({ port, protocol: 'tcp' }));
const WORST_ENV: readonly GuessedVariable[] = [{ name: 'LD_PRELOAD', value: '/lib/preload.so' }];

/** A user that no policy is known to mind: that of distroless images. */
export const IDEAL_ID = 65_532;

/** Stands for values of variables that nobody knows. */
const UNKNOWN_VALUE = 'unknown';

/** An image that does everything that policies mind. */
export const WORST: ImageGuess = { config: '', user: { kind: 'root' }, ports: WORST_PORTS, env: WORST_ENV };

/** The image as its facts have it: with the best of all that is not known, and with the worst. The same where all is known. */
export function guessesOf(
  { user, exposedPorts, env }: ImageFacts,
  build: Build,
  final: Stage,
): { readonly best: ImageGuess; readonly worst: ImageGuess } {
  const known = user.known ? userIn(user.value, build, final) : undefined;
  const ports = portsOf(exposedPorts);
  const variables = variablesOf(env);
  const ideal = { kind: 'number', uid: IDEAL_ID, gid: undefined } as const;
  const config = user.known ? user.value : String(IDEAL_ID);
  const best = { config, user: known ?? ideal, ports, env: variables };
  if (user.known && exposedPorts.known && env.known) return { best, worst: best };
  return {
    best,
    worst: {
      config: user.known ? user.value : '',
      user: known ?? { kind: 'root' },
      ports: exposedPorts.known ? ports : [...ports, ...WORST_PORTS.filter((port) => !hasPort(ports, port))],
      env: env.known ? variables : [...variables, ...WORST_ENV.filter(({ name }) => !hasVariable(variables, name))],
    },
  };
}

function hasPort(ports: readonly ExposedPort[], { port, protocol }: ExposedPort): boolean {
  return ports.some((other) => other.port === port && other.protocol === protocol);
}

function hasVariable(variables: readonly GuessedVariable[], name: string): boolean {
  return variables.some((other) => other.name === name);
}

function userIn(written: string, build: Build, final: Stage): GuessedUser {
  const user = userOf(written);
  if (isRoot(user)) return { kind: 'root' };
  if (/^[0-9]{1,15}$/.test(user)) return { kind: 'number', uid: Number(user), gid: groupIn(written) };
  const uid = build.users(final).get(user)?.uid;
  return uid === 0 ? { kind: 'root' } : { kind: 'name', name: user, uid };
}

function groupIn(written: string): number | undefined {
  const group = written.slice(written.indexOf(':') + 1);
  return written.includes(':') && /^[0-9]{1,15}$/.test(group) ? Number(group) : undefined;
}

function entriesOf<T>(fact: Fact<ImageEntries<T>>): ImageEntries<T> {
  return (fact.known ? fact.value : fact.certain) ?? new Map();
}

/** The lowest ones first, which are those that policies mind. */
function portsOf(fact: ImageFacts['exposedPorts']): readonly ExposedPort[] {
  return [...entriesOf(fact).values()]
    .flatMap(({ value }) => value ?? [])
    .sort((one, other) => one.port - other.port)
    .slice(0, MOST_ENTRIES);
}

function variablesOf(fact: ImageFacts['env']): readonly GuessedVariable[] {
  return Array.from(entriesOf(fact), ([name, { value = UNKNOWN_VALUE }]) => ({ name, value })).slice(0, MOST_ENTRIES);
}
