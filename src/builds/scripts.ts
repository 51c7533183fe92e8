import type { Instruction } from '../model/instruction.ts';
import type { ShellCommand, ShellScript } from '../model/shell.ts';
import { parseShell } from '../parse/dockerfile/shell.ts';
import { triggerOf } from './keyword-index.ts';
import { scriptSourceOf } from './script-source.ts';

const NO_SCRIPTS: readonly ShellScript[] = [];
const NO_COMMANDS: readonly ShellCommand[] = [];

/** Shell scripts of a file. Each is read when it is first asked for, and once. */
export class Scripts {
  readonly #shellAt: (instruction: Instruction) => readonly string[];
  readonly #runs: () => readonly Instruction[];
  readonly #valueAt: (instruction: Instruction, name: string) => string | undefined;
  readonly #scripts = new Map<Instruction, readonly ShellScript[]>();
  readonly #instructions = new Map<ShellScript, Instruction>();
  #all: readonly ShellCommand[] | undefined;
  #byProgram: Map<string, ShellCommand[]> | undefined;

  /**
   * @param shellAt words of the SHELL in force
   * @param runs RUN instructions, those inside of ONBUILD included
   * @param valueAt what a variable comes to for an instruction; undefined where nobody knows
   */
  constructor(
    shellAt: (instruction: Instruction) => readonly string[],
    runs: () => readonly Instruction[],
    valueAt: (instruction: Instruction, name: string) => string | undefined,
  ) {
    this.#shellAt = shellAt;
    this.#runs = runs;
    this.#valueAt = valueAt;
  }

  of(asked: Instruction): readonly ShellScript[] {
    const instruction = triggerOf(asked) ?? asked;
    const known = this.#scripts.get(instruction);
    if (known !== undefined) return known;
    const found = scriptSourceOf(instruction, () => this.#shellAt(instruction));
    if (found === undefined) {
      this.#scripts.set(instruction, NO_SCRIPTS);
      return NO_SCRIPTS;
    }
    const outer = (name: string) => this.#valueAt(instruction, name);
    const scripts = [parseShell(found.source, found.dialect, found.embedded, outer)];
    this.#scripts.set(instruction, scripts);
    for (const script of scripts) this.#instructions.set(script, instruction);
    return scripts;
  }

  /**
   * The instruction that a script stands in.
   * @throws Error for a script of another file
   */
  instructionOf(script: ShellScript): Instruction {
    const instruction = this.#instructions.get(script);
    if (instruction === undefined) throw new Error('the script is not one of this Dockerfile');
    return instruction;
  }

  get all(): readonly ShellCommand[] {
    if (this.#all === undefined) {
      const all: ShellCommand[] = [];
      for (const run of this.#runs()) {
        for (const { commands } of this.of(run)) for (const command of commands) all.push(command);
      }
      this.#all = all;
    }
    return this.#all;
  }

  running(program: string): readonly ShellCommand[] {
    if (this.#byProgram === undefined) {
      this.#byProgram = new Map();
      for (const command of this.all) {
        const same = this.#byProgram.get(command.program);
        if (same === undefined) this.#byProgram.set(command.program, [command]);
        else same.push(command);
      }
    }
    return this.#byProgram.get(program) ?? NO_COMMANDS;
  }
}
