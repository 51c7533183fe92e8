import { readPorts } from '../builds/exposed-ports.ts';
import type { Build, Stage } from '../model/build.ts';
import type { ExposedPort, Fact, ImageEntries, ImageFacts } from '../model/image-facts.ts';
import type { Instruction } from '../model/instruction.ts';
import type { Span } from '../model/mapped-text.ts';
import type { FieldPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import type { GuessedUser, ImageGuess } from './image-guess.ts';

/** What of an image decides about a finding. */
export interface Decider {
  readonly span: Span;
  /** What the image does, as the start of a sentence: `the image runs as root`. */
  readonly fact: string;
  /** What to do in the Dockerfile. */
  readonly remediation: string;
  /** Why nobody knows; undefined where it is known. */
  readonly doubt: string | undefined;
}

const START: Span = { start: 0, end: 0 };

/** Tells what of a Dockerfile decides about findings in pods of its image. */
export class Deciders {
  readonly #build: Build;
  readonly #final: Stage;
  readonly #facts: ImageFacts;

  constructor(build: Build, final: Stage, facts: ImageFacts) {
    this.#build = build;
    this.#final = final;
    this.#facts = facts;
  }

  /** @param path of the finding in the pod that was made for the guess */
  of(path: FieldPath, guess: ImageGuess): Decider {
    // spec.containers[0].ports[n]...
    const [, , , list, at] = path;
    if (list === 'ports') return this.#port(guess, Number(at));
    if (list === 'env') return this.#variable(guess, Number(at));
    return this.user(guess);
  }

  /** Where it says who the image runs as. */
  user({ user }: ImageGuess): Decider {
    const { user: fact } = this.#facts;
    const { from } = fact;
    const span = from?.keyword === 'USER' ? from.line.spanOf(from.value.start, from.value.end) : this.#base;
    const runsAs =
      user.kind === 'root'
        ? 'the image runs as root'
        : user.kind === 'number'
          ? `the image runs as the user ${user.uid}${user.gid === undefined ? '' : ` with the group ${user.gid}`}`
          : `the image runs as "${printable(user.name, 64)}", a name and no number`;
    return { span, fact: runsAs, remediation: remedyOf(user), doubt: doubtOf(fact) };
  }

  #port({ ports }: ImageGuess, at: number): Decider {
    const port = ports[at];
    const { exposedPorts } = this.#facts;
    const key = port === undefined ? '' : `${port.port}/${port.protocol}`;
    const found = entryOf(exposedPorts, key);
    const fact = port === undefined ? 'the image exposes ports' : `the image exposes port ${key}`;
    const remediation = 'Let the process listen on another port and EXPOSE that, or remove the port from EXPOSE';
    if (found === undefined) return { span: this.#base, fact, remediation, doubt: doubtOf(exposedPorts) };
    const span = found.from === undefined ? this.#base : this.#portSpan(found.from, port);
    return { span, fact, remediation, doubt: undefined };
  }

  #variable({ env }: ImageGuess, at: number): Decider {
    const name = env[at]?.name ?? '';
    const { env: variables } = this.#facts;
    const found = entryOf(variables, name);
    const fact = name === '' ? 'the image sets variables' : `the image sets the variable ${printable(name, 64)}`;
    const remediation = 'Remove the variable from ENV, and set it where the image runs if it is needed';
    if (found === undefined) return { span: this.#base, fact, remediation, doubt: doubtOf(variables) };
    const span = found.from === undefined ? this.#base : pairSpan(found.from, name);
    return { span, fact, remediation, doubt: undefined };
  }

  /** The image that the first stage of the chain is built on. */
  get #base(): Span {
    const from = this.#final.chain.at(-1)?.from;
    return from?.image === undefined ? START : from.line.spanOf(from.image.start, from.image.end);
  }

  /** The word of EXPOSE that names a port. */
  #portSpan(instruction: Instruction, port: ExposedPort | undefined): Span {
    if (instruction.keyword !== 'EXPOSE' || port === undefined) return instruction.span;
    const { line, words, rest } = instruction;
    const named = words.find((word) => {
      const value = this.#build.expand(instruction, word);
      return value.kind !== 'unknown' && value.text.split(/\s/).some((text) => holdsPort(text, port));
    });
    const { start, end } = named ?? rest;
    return line.spanOf(start, end);
  }
}

function remedyOf(user: GuessedUser): string {
  if (user.kind !== 'name') return 'Write USER with a number that is not 0 as the last USER of the final stage';
  return user.uid === undefined
    ? 'Give the user a number with useradd --uid, and write that number as USER'
    : `Write the number of the user: USER ${user.uid}`;
}

function holdsPort(word: string, { port, protocol }: ExposedPort): boolean {
  const { from, to } = readPorts(word) ?? {};
  return from !== undefined && to !== undefined && from.protocol === protocol && from.port <= port && port <= to.port;
}

function pairSpan(instruction: Instruction, name: string): Span {
  if (instruction.keyword !== 'ENV') return instruction.span;
  const { line, pairs, rest } = instruction;
  const { start, end } = pairs.find(({ key }) => key.text === name)?.key ?? rest;
  return line.spanOf(start, end);
}

function entryOf<T>(fact: Fact<ImageEntries<T>>, key: string) {
  return (fact.known ? fact.value : fact.certain)?.get(key);
}

function doubtOf(fact: Fact<unknown>): string | undefined {
  return fact.known ? undefined : fact.why;
}
