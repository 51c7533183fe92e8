import type {
  ShellAssignment,
  ShellCommand,
  ShellPipe,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from '../../model/shell.ts';
import type { KnownNames } from './known-names.ts';
import { endIn, type Frame, startIn } from './shell-frame.ts';
import type { Assignment, Command, Redirection } from './shell-syntax.ts';
import { AssignmentWord, SyntaxWord, WordTail } from './shell-word.ts';
import { type Target, targetOf } from './shell-wrappers.ts';

/** Where a command stands among others. */
export interface Surroundings {
  readonly frame: Frame;
  readonly pipe: ShellPipe | undefined;
  readonly pipePlace: number;
  readonly conditional: boolean;
  readonly nesting: number;
  readonly substituted: boolean;
  /** What variables and aliases at the place of programs stand for. */
  readonly names: KnownNames;
}

/** How a command is joined to its neighbours in the list. */
export type Join = ShellCommand['joinedBy'];

/** A simple command of the syntax tree; its parts are worked out when they are asked for. */
export class SyntaxCommand implements ShellCommand {
  readonly script: ShellScript;
  readonly words: readonly ShellWord[];
  readonly pipe: ShellPipe | undefined;
  readonly pipePlace: number;
  readonly joinedBy: Join;
  readonly followedBy: Join;
  readonly conditional: boolean;
  readonly nesting: number;
  readonly substituted: boolean;
  readonly embedded: ShellCommand['embedded'];
  readonly start: number;
  readonly end: number;
  readonly #node: Command;
  readonly #frame: Frame;
  readonly #target: Target;
  #assignments: readonly ShellAssignment[] | undefined;
  #redirects: readonly ShellRedirect[] | undefined;

  constructor(script: ShellScript, node: Command, around: Surroundings, joinedBy: Join, followedBy: Join) {
    const { frame } = around;
    this.script = script;
    this.pipe = around.pipe;
    this.pipePlace = around.pipePlace;
    this.joinedBy = joinedBy;
    this.followedBy = followedBy;
    this.conditional = around.conditional;
    this.nesting = around.nesting;
    this.substituted = around.substituted;
    this.start = startIn(frame, node.pos);
    this.end = endIn(frame, node.end);
    this.#node = node;
    this.#frame = frame;
    this.words = wordsOf(node, frame);
    this.#target = targetOf(this.words, around.names);
    this.embedded = this.#target.isReplaced ? 'decoded' : frame.embedded;
  }

  get program(): string {
    return this.#target.program;
  }

  get programWord(): ShellWord | undefined {
    return this.#target.programWord;
  }

  get args(): readonly ShellWord[] {
    return this.#target.args;
  }

  get wrappers(): readonly string[] {
    return this.#target.wrappers;
  }

  get assignments(): readonly ShellAssignment[] {
    this.#assignments ??= assignmentsOf(this.#node, this.#frame, this.#target);
    return this.#assignments;
  }

  get redirects(): readonly ShellRedirect[] {
    this.#redirects ??= this.#node.redirects.map((redirect) => redirectOf(redirect, this.#frame));
    return this.#redirects;
  }
}

function wordsOf({ name, suffix }: Command, frame: Frame): readonly ShellWord[] {
  if (name === undefined) return [];
  const words: ShellWord[] = [new SyntaxWord(name, frame)];
  for (const item of suffix) {
    if (item.type === 'Word') words.push(new SyntaxWord(item, frame));
    else if (item.type === 'Assignment') words.push(new AssignmentWord(item, item.text, frame));
  }
  return words;
}

/** `NAME=value` in front of the program, also behind `env` and `sudo`, and as arguments of export and its like. */
function assignmentsOf({ name, prefix, suffix }: Command, frame: Frame, target: Target): readonly ShellAssignment[] {
  const assignments: ShellAssignment[] = [];
  for (const item of prefix) if (item.type === 'Assignment') assignments.push(assignmentOf(item, frame));
  for (const word of target.assignments) assignments.push(assignmentIn(word));
  if (name?.value === 'alias') return assignments;
  for (const item of suffix) if (item.type === 'Assignment') assignments.push(assignmentOf(item, frame));
  return assignments;
}

function assignmentOf(node: Assignment, frame: Frame): ShellAssignment {
  const { name, value } = node;
  return {
    name,
    value:
      value.type === 'ArrayValue'
        ? new AssignmentWord(value, node.text.slice(value.pos - node.pos), frame)
        : new SyntaxWord(value, frame, true),
    start: startIn(frame, node.pos),
    end: endIn(frame, node.end),
  };
}

function assignmentIn(word: ShellWord): ShellAssignment {
  const equals = word.value.indexOf('=');
  return {
    name: word.value.slice(0, equals),
    value: new WordTail(word, equals + 1),
    start: word.start,
    end: word.end,
  };
}

function redirectOf(node: Redirection, frame: Frame): ShellRedirect {
  const { operator, descriptor } = node;
  const target = node.type === 'HereDoc' ? undefined : node.target;
  return {
    operator,
    descriptor: descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined,
    target: target && new SyntaxWord(target, frame),
    start: startIn(frame, node.pos),
    end: endIn(frame, node.end),
  };
}
