import type { Stage } from '../model/build.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { CommandInstruction, Instruction } from '../model/instruction.ts';
import type { ShellScript } from '../model/shell.ts';
import { ShellPragmas } from './shell-pragmas.ts';
import { StageHistory } from './stage-history.ts';
import type { StageGraph } from './stages.ts';
import { isWindowsBase } from './windows-base.ts';

/** The shell that runs what is not a JSON array. */
export interface ShellInForce {
  readonly words: readonly string[];
  readonly source: 'file' | 'base' | 'default';
}

export type Dialect = ShellScript['dialect'];

/** Words of a command among which a shell is looked for. */
const MAX_WORDS = 32;

const DEFAULT: ShellInForce = { words: ['/bin/sh', '-c'], source: 'default' };
const DEFAULT_OF_WINDOWS: ShellInForce = { words: ['cmd', '/S', '/C'], source: 'default' };

/** `/bin/sh` of Alpine and BusyBox is `sh`, too: what it takes besides is a matter of those who build it. */
const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['rbash', 'bash'],
  ['dash', 'dash'],
  ['ash', 'ash'],
  ['ksh', 'ksh'],
  ['ksh93', 'ksh'],
  ['mksh', 'ksh'],
  ['zsh', 'zsh'],
]);

/** Which SHELL is in force where. */
export class Shells {
  readonly #graph: StageGraph;
  readonly #history: StageHistory<CommandInstruction>;
  readonly #pragmas: ShellPragmas;
  readonly #known = new Map<CommandInstruction, ShellInForce>();
  readonly #defaults = new Map<Stage, ShellInForce>();

  /** @param all SHELL instructions, those inside of ONBUILD included */
  constructor(dockerfile: Dockerfile, graph: StageGraph, all: readonly CommandInstruction[]) {
    this.#graph = graph;
    this.#pragmas = new ShellPragmas(dockerfile, (shell) => dialectOf(shell) !== undefined);
    this.#history = new StageHistory(
      graph,
      all.filter(({ command }) => command.form === 'exec' && command.items.length > 0),
    );
  }

  at(instruction: Instruction): ShellInForce {
    const shell = this.#history.at(instruction);
    const pragma = this.#pragmas.at(instruction);
    // Of the two, the one that stands further down counts.
    if (pragma !== undefined && pragma.index > (shell?.index ?? -1)) return pragma.inForce;
    if (shell !== undefined) return this.#ofFile(shell);
    const stage = this.#graph.stageOf(instruction);
    const words = stage?.baseFacts?.shell;
    if (words !== undefined && words.length > 0) return { words, source: 'base' };
    if (this.#pragmas.general !== undefined) return this.#pragmas.general;
    return stage === undefined ? DEFAULT : this.#default(stage.root);
  }

  #default(root: Stage): ShellInForce {
    const known = this.#defaults.get(root);
    if (known !== undefined) return known;
    const inForce = isWindowsBase(root) ? DEFAULT_OF_WINDOWS : DEFAULT;
    this.#defaults.set(root, inForce);
    return inForce;
  }

  #ofFile(shell: CommandInstruction): ShellInForce {
    const known = this.#known.get(shell);
    if (known !== undefined) return known;
    const words = shell.command.form === 'exec' ? shell.command.items.map(({ value }) => value) : [];
    const inForce: ShellInForce = { words, source: 'file' };
    this.#known.set(shell, inForce);
    return inForce;
  }
}

/** The first word of a command that is a POSIX-like shell: `["conda", "run", "-n", "x", "/bin/bash", "-c"]`. */
export function shellWordIn(words: readonly string[]): number {
  return words.slice(0, MAX_WORDS).findIndex((word) => dialectOf(word) !== undefined);
}

/** The language of a shell, by its name or path; undefined for what is not POSIX-like. */
export function dialectOf(program: string): Dialect | undefined {
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1).toLowerCase();
  return DIALECTS.get(name.endsWith('.exe') ? name.slice(0, -4) : name);
}

/** The language that a `#!` line asks for; undefined for what is not POSIX-like. */
export function dialectOfShebang(script: string): Dialect | undefined {
  const end = script.indexOf('\n');
  const line = script.slice(2, Math.min(end === -1 ? script.length : end, 256)).trim();
  const [program = '', ...rest] = line.split(/[ \t]+/);
  if (!/(?:^|\/)(?:env|busybox)$/.test(program)) return dialectOf(program);
  return dialectOf(rest.find((word) => !word.startsWith('-') && !word.includes('=')) ?? '');
}
